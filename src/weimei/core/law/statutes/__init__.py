"""One module per law, one function per article. Importing this room registers them all."""

from weimei.core.law.statutes.cn import civil_code, consumer_rights, contract_spc, drugs, prepaid

__all__ = ["civil_code", "consumer_rights", "contract_spc", "drugs", "prepaid"]
