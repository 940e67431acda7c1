"""How what a fund pays is added up over years, in a clerk's words."""

from __future__ import annotations

from techreform_cli.domain.fund import Fund
from techreform_cli.domain.policy import Policy, SumMeasure

HOW_ADDED = (
    "没有拨付记录的年度按应付；有记录的逐户取应付和已付中大的，但按计划期合计的奖补，企业以后年度又有奖补的，少付多付到时结清，这一年按已付"
)
"""How the years are counted so that they add up."""
ALONE = "各年都按该年的规则单独计算；已拨付的年度，多给或少给的会在以后年度的累计里扣回或补足"


def apart(policy: Policy, fund: Fund) -> str:
    """That 目标进度 measures the fund's target otherwise."""
    measure = fund.target.measure
    assert isinstance(measure, SumMeasure)
    sheet = policy.dictionary.sheet(measure.field.spec.sheet).name
    return f"《目标进度》中“{fund.target.label}”的完成值只计台账《{sheet}》，与这里不是一个数"
