"""How what a fund pays is added up over years, in a clerk's words."""

from __future__ import annotations

from techreform_cli.domain.fund import Fund, FundAccount
from techreform_cli.domain.policy import Policy, SumMeasure
from techreform_cli.report.wording import money

SO_FAR = "应付和已付累计"
"""What the years come to: paid, and fallen due and still to be paid."""
HOW_ADDED = (
    "没有拨付记录的年度按应付；有记录的逐户取应付和已付中大的，但按计划期合计的奖补，企业以后年度又有奖补的，少付多付到时结清，这一年按已付"
)
"""How the years are counted so that they add up."""
ALONE = "各年都按该年的规则单独计算；已拨付的年度，多给或少给的会在以后年度的累计里扣回或补足"


def paid_words(account: FundAccount) -> str:
    """其中已拨付 500.00万元; without records, that it is not known."""
    if account.paid:
        return f"其中已拨付 {money(account.paid.amount)}"
    return "《已拨付》没有这些奖补的记录，付了多少不知道" if account.records[0] else "台账没有《已拨付》，付了多少不知道"


def arranged_words(account: FundAccount) -> str:
    """已安排 6,500.00万元; without records, that it is not known."""
    if account.arranged:
        return f"已安排 {money(account.arranged.amount)}"
    return f"《资金安排》没有到 {account.year} 年的记录" if account.records[1] else "台账没有《资金安排》，安排了多少不知道"


def apart(policy: Policy, fund: Fund) -> str:
    """That 目标进度 measures the fund's target otherwise."""
    measure = fund.target.measure
    assert isinstance(measure, SumMeasure)
    sheet = policy.dictionary.sheet(measure.field.spec.sheet).name
    return f"《目标进度》中“{fund.target.label}”的完成值只计台账《{sheet}》，与这里不是一个数"
