"""药品管理法 art 144 and 法释〔2024〕9号: fake and inferior drugs. No tenfold rule for devices. Texts: law/texts/cn/drug-law.md."""

from __future__ import annotations

from weimei.core.law.registry import article


@article("drug-law:144", sets="increase", on=("fake_drug",), since="2019-12-01", interaction="FLOOR", elective=True)
def increase_for_fake_drug(*, drug_price: int, loss: int, price_multiple: int, loss_multiple: int, least: int) -> int:
    """Knowing sale or use of a fake or inferior drug: ten times its price or three times the loss, at least 1,000 yuan."""
    return max(price_multiple * drug_price, loss_multiple * loss, least)


@article("fd-punitive-2024:9", sets="increase_elected", since="2024-08-22")
def increase_elected(*, drug: int, fee: int) -> int:
    """The buyer takes one of the two, never both: the drug law's or the threefold of the fee."""
    return drug if drug > fee else fee
