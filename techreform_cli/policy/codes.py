"""Everything that can be found about a policy file that is valid: its code, how much it weighs, what is said and what to do.

Nearly pure data. `what` and `remedy` are filled in with the details of the case. Errors (P0nn) are said where they are found.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from techreform_cli.domain.explanation import Explanation
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.source import SourceRef
from techreform_cli.policy.yaml_source import Document, Path_


class Code(NamedTuple):
    """One kind of finding."""

    title: str
    severity: Severity
    what: str
    remedy: str


class Finding(NamedTuple):
    """One finding: its code, the path of the entry it is about, the clauses concerned, and what its sentences are filled in with."""

    code: str
    path: Path_
    clauses: tuple[str, ...] = ()
    details: tuple[tuple[str, object], ...] = ()


WARNING, NOTE = Severity.WARNING, Severity.NOTE

AS_WRITTEN = "核对通知原文；程序照原文计算，不作改动"

CODES: dict[str, Code] = {
    # Parts of the file that nothing reads, and what it is called: P101–P109.
    "P101": Code("参数没有用到", WARNING, "参数 {name}（{label}）没有规则用到", "在规则中写 ${name}，或删去这个参数"),
    "P102": Code("定义没有用到", WARNING, "定义 {name} 没有规则用到", "在条件中写 when: {name}，或删去这个定义"),
    "P103": Code("数没有条款", WARNING, "这里的 {value} 没有注明条款", "给它所在的定义写上 clause，或改成有条款的参数"),
    "P104": Code("编号与自带的政策相同", WARNING, "编号 {id} 是程序自带的另一份政策的，--policy 写编号用的是那一份", "换一个编号"),
    # Clauses: P111–P119.
    "P111": Code("条款没有入规则", WARNING, "条款 {name} 标为已写成规则，却没有规则、参数或目标引用它", "补上规则，或改 status"),
    "P112": Code("条款没有跟踪", WARNING, "条款 {name} 标为跟踪，tracked 中却没有它", "在 tracked 中加一项，或改 status"),
    "P113": Code("条款不该引用", WARNING, "条款 {name} 标为不可计算，却有规则引用它", "改 status 为 encoded 或 tracked"),
    "P114": Code("没有写原因", WARNING, "条款 {name} 标为不可计算，没有写原因", "写上 reason"),
    "P115": Code(
        "左右没有写幅度", NOTE, "“{label}”要求“左右”，没有写达到目标的多少就算达到，按 100% 算", "在文件最外层写 about，如 about: 95%"
    ),
    "P116": Code(
        "目标不分年度",
        WARNING,
        "“{label}”每年算出来是同一个数：《{sheet}》的行和这一列都不分年度",
        "写 dated: 日期列（如 完工日期），按这个日期归到年度；或在 where 中写 in_year: 0",
    ),
    # Dated parameters: P121–P129.
    "P121": Code("参数未定", NOTE, "参数 {name}（{label}）还没有定值，{readers} 用到它", "定下后填写；没有定之前，要用到它的结果算不出来"),
    "P122": Code(
        "有的年度没有值", WARNING, "参数 {name}（{label}）在 {years} 没有值，{readers} 那时用到它", "补上那几年的值，或写清没有定"
    ),
    "P123": Code(
        "用不到的值", WARNING, "参数 {name} 自 {start} 起的值在任何用到它的年度都不生效（每年取年末生效的值）", "核对起始日，或删去这个值"
    ),
    # Interpretations: P131–P139.
    "P131": Code("各读法写法相同", WARNING, "口径 {name} 的各个选项把 {target} 都写成 {value}", "从选项中删去这一项，或写成不同的值"),
    "P132": Code(
        "读法没有区别", WARNING, "口径 {name} 的选项 {option} 算出来与默认的 {default} 没有区别", "核对选项改写的项，或删去这个选项"
    ),
    "P133": Code("改写的项没有规则用到", WARNING, "口径 {name} 改写的 {target} 没有规则用到", "改成规则用到的项，或删去"),
    # Figures of the notice that do not agree with one another: P141–P149.
    "P141": Code(
        "分年目标加起来不够", WARNING, "“{label}”{years}分年目标合计 {sum}{most}，不到总目标“{total}”的{goal}，差 {gap}", AS_WRITTEN
    ),
    "P142": Code(
        "分年目标加起来没有超过", WARNING, "“{label}”{years}分年目标合计 {sum}{most}，没有超过总目标“{total}”的 {figure}", AS_WRITTEN
    ),
    "P143": Code("增速目标与分年目标不合", WARNING, "“{label}”要{goal}，而“{of}”的分年目标自身只增长 {own}", AS_WRITTEN),
    "P144": Code("增量目标与分年目标不合", WARNING, "“{label}”要{goal}，而“{of}”的分年目标自身每年只提高 {own}", AS_WRITTEN),
    "P145": Code(
        "按上限算超过资金目标",
        NOTE,
        "“{count}”的目标 {enterprises} × 每家最高 {cap}（{programs}）＝{most}，超过“{fund}”的{goal}；两者不矛盾",
        "安排资金时留意；程序不按资金目标扣减奖补",
    ),
}


def told(document: Document, findings: list[Finding]) -> None:
    """Add every finding to the document's problems, at its place."""
    for finding in findings:
        entry = CODES[finding.code]
        details = dict(finding.details)
        what, remedy = entry.what.format(**details), entry.remedy.format(**details)
        document.add(finding.code, finding.path, what, remedy, entry.severity, "、".join(finding.clauses))


def explanations() -> list[Explanation]:
    """Every code of the table, in order; the details of a case are shown as …"""
    anything: dict[str, str] = defaultdict(lambda: "…")
    place = SourceRef("政策.yaml", "", "41:5")
    return [
        Explanation(
            code,
            entry.title,
            entry.severity,
            "",
            entry.remedy.format_map(anything),
            Problem(code, entry.severity, entry.what.format_map(anything), entry.remedy.format_map(anything), place),
        )
        for code, entry in sorted(CODES.items())
    ]
