"""最高人民法院关于适用民法典合同编通则若干问题的解释, 法释〔2023〕13号. Texts: law/texts/cn/spc-contract-2023.md."""

from __future__ import annotations

from weimei.core.law.registry import article
from weimei.core.money import ratio_half_up

SINCE = "2023-12-05"


@article(
    "spc-contract-2023:25", sets="interest_rate", on=("void",), since=SINCE, interaction="DEFAULT",
    yields_to=("spc-prepaid-2025:16",),
)  # fmt: skip
def occupation_cost(*, at_fault: bool) -> str:
    """Void or avoided, out of scope: LPR where the holder of the money was at fault, else the deposit benchmark."""
    return "lpr_1y" if at_fault else "deposit_1y"


@article("spc-contract-2023:65", sets="charge_test", on=("consumer",), since=SINCE, interaction="DISCRETION")
def charge_by_loss_test(*, charge: int, loss_net: int, test_bp: int) -> int:
    """A charge above 130 % of the loss is as a rule excessive: the figure at the test, not a formula for the result."""
    test = ratio_half_up(loss_net * test_bp, 10_000)
    return charge if charge < test else test


@article("spc-contract-2023:67", sets="deposit_penalises", since=SINCE)
def deposit_penalises(*, name: str) -> bool:
    """Only a sum named 定金 is a deposit that can be forfeited or doubled; 订金 and 诚意金 are prepayment."""
    return name == "定金"


@article("spc-contract-2023:68", sets="deposit_share", since=SINCE)
def deposit_share(*, counted: int, default_share: int) -> int:
    """Part performance: the deposit penalises in the share left unperformed, in percent."""
    return ratio_half_up(counted * default_share, 100)
