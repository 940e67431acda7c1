"""The engine's findings explained. Their sentences are made where they are found."""

from __future__ import annotations

from typing import NamedTuple

from techreform_cli.domain.explanation import Explanation
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.source import SourceRef

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
KIND, KIND_CELL, INDUSTRY = "奖补类别", "已拨付!D12", "行业代码"


class Code(NamedTuple):
    """One kind of finding: why it matters, an example of what is said and where (a sheet and a cell, a sheet, or nowhere), what to do."""

    title: str
    severity: Severity
    why: str
    example: str
    remedy: str = ""
    at: str = ""


CODES: dict[str, Code] = {
    "E001": Code(
        "不是本政策的奖补",
        WARNING,
        "《已拨付》里有别的奖补很正常；写错了名称的就少扣了已得。",
        "奖补类别“稳岗补贴”不是本政策的奖补，这一行不计入已得",
        "如属本政策，改成政策中的名称",
        KIND_CELL,
    ),
    "E002": Code(
        "补足到下限后偏高",
        WARNING,
        "投入很小的，补足到下限后奖补可能占投入的一大半。",
        "设备购置事后奖补：甲有限公司 补足到下限后，奖补占设备购置额的比例偏高",
        "复核口径，见《口径》表",
    ),
    "E003": Code("用别的列代替", NOTE, "政策允许用另一列计算，结果可能不同。", "没有“完工评价日期”列，按“完工日期”计算", at="项目"),
    "E004": Code(
        "缺少所选口径要用的列",
        WARNING,
        "缺少的数据不会当成零。",
        "没有“设备购置额(不含税)”列，用到它的奖补待补正",
        "补上这一列，或换一种口径",
        "项目",
    ),
    "E005": Code(
        "奖补类别像是写错了",
        ERROR,
        "认不出是哪一项，就不知道已经得了多少，怕重复奖补。",
        "奖补类别“设备购置奖补”写法不清，不知道算不算本政策的奖补，受影响的已得按不明处理",
        "改成政策中的名称",
        KIND_CELL,
    ),
    "E006": Code(
        "以前年度没有拨付记录",
        WARNING,
        "某年度有拨付记录时以记录为准，没有记录的企业按已得 0 计。",
        "设备购置事后奖补：甲有限公司 上年有符合条件的项目，《已拨付》却没有该年的记录，按已得 0 计",
        "核对《已拨付》；确已拨付的请补记，以免重复奖补",
    ),
    "E007": Code(
        "没有填，视为符合",
        NOTE,
        "政策规定这一项空着时视为符合。",
        "设备购置事后奖补：甲有限公司 的“行业代码”没有填，视为符合",
        "补上后可核实",
    ),
    "E008": Code(
        "没有填奖补类别",
        ERROR,
        "不知道拨的是哪一项，受影响的企业待补正。",
        "没有填奖补类别，不知道算不算本政策的奖补，受影响的已得按不明处理",
        "写明是哪一项；是别的奖补就写别的名称",
        KIND_CELL,
    ),
    "E009": Code(
        "一种读法不能试算",
        WARNING,
        "这种读法和别的设定合在一起不成立，没有列出它的影响。",
        "口径的一种读法不能试算",
        "核对 --set 和 techreform.yaml",
    ),
    "E011": Code("没有考核用的列", WARNING, "不知道每家企业归谁考核。", "考核：《企业》没有“乡镇”列，各项都待补正", "补上这一列"),
    "E012": Code(
        "考核对象没有企业",
        WARNING,
        "多半是台账和政策的写法不同。",
        "考核：台账没有乡镇为甲镇的企业，其完成值按 0 计",
        "核对政策和台账里乡镇的写法",
    ),
    "E013": Code(
        "没有考核目标",
        WARNING,
        "名称不在考核名单里的，它的企业不计入任何考核对象。",
        "考核：台账的乙镇没有考核目标，3 家企业不在考核之内",
        "核对乡镇的写法；确实不考核的不用处理",
    ),
    "E014": Code(
        "代码或地名写法不清",
        ERROR,
        "有的条件要看这个代码或地名，看不清就定不下来，不会当成不符合。",
        "行业代码“制造业”开头没有 2 位数字，看不出是哪一类，按不明处理",
        "改成代码，或以地名开头",
        "企业!E12",
    ),
    "E015": Code(
        "年度不对",
        WARNING,
        "计划期以外、又不是奖补年度的，工作簿里没有什么可看，多半是年度写错了。",
        "这一年在计划期以外，没有目标可比，也没有奖补",
        "核对 --year，或换成这一年适用的政策（--policy）",
    ),
    "E016": Code(
        "截至日期在年度之前",
        WARNING,
        "一年还没有开始，什么都不算落后；多半是日期或年度写错了。",
        "截至日期在这一年开始之前，这一年的时间进度按 0 算，年度目标都不算落后",
        "核对 --as-of",
    ),
    "E017": Code(
        "已得多于应得",
        WARNING,
        "多半是拨付的金额、单位或企业填错了；确实多付的，以后年度的奖补先抵扣。",
        "设备购置事后奖补：甲有限公司（多 15.00万元） 以前年度已得的多于应得，本年不再奖补",
        "核对《已拨付》的金额、单位和企业；确实多付的，请领导定是否收回",
    ),
    "E018": Code(
        "拨付没有对应的项目",
        WARNING,
        "拨付记在没有符合条件的项目的企业或年度上，该扣的就没有从该扣的企业扣，怕重复奖补。",
        "设备购置事后奖补：甲有限公司 有上年的拨付记录，按台账那一年却没有符合条件的项目",
        "核对《已拨付》的企业和年度，项目是否撤销、换了企业或改了完工日期",
    ),
    "E019": Code(
        "拨付合计是负数",
        WARNING,
        "收回的比拨付的多，以后的奖补会因此变多，甚至超过上限。",
        "设备购置事后奖补：甲有限公司（-10.00万元） 上年的拨付合计是负数，收回的比拨付的多",
        "核对正负号和年度；漏记的拨付请补记",
    ),
    "E020": Code(
        "中间年度没有拨付记录",
        WARNING,
        "常见的是把付款的年份填成了奖补年度，这一笔和那一年的应得就都扣减了，少算奖补。",
        "设备购置事后奖补：《已拨付》有上年的记录，没有前年的，前年按应得扣减",
        "核对《已拨付》的年度：要填奖补年度，不是付款的年份",
    ),
}


def explanations() -> list[Explanation]:
    """Every code of the engine, in order."""
    found = []
    for code, entry in sorted(CODES.items()):
        sheet, _, cell = entry.at.partition("!")
        source = SourceRef("台账.xlsx", sheet, cell) if sheet else None
        example = Problem(code, entry.severity, entry.example, entry.remedy, source, INDUSTRY if code == "E014" else KIND if cell else "")
        found.append(Explanation(code, entry.title, entry.severity, entry.why, entry.remedy, example))
    return found
