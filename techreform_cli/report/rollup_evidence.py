"""The sheets of the roll-up that say what to look at, and what it was all made from."""

from __future__ import annotations

from techreform_cli.domain.batch import Finding, Progress
from techreform_cli.domain.problem import Severity
from techreform_cli.domain.workbook import READINGS, RUN
from techreform_cli.report.book import Book, Cell, Column, wan
from techreform_cli.report.evidence_sheets import ORDER, SEVERITY_STYLES
from techreform_cli.report.rollup_lookup import Lookup

ACROSS, UNREAD, FOUND = "跨台账", "未读文件", "问题"
NONE = "没有"
BETWEEN = "几组之间"


def across_sheet(book: Book, lookup: Lookup) -> None:
    """What stands in two ledgers: findings, and enterprises whose award falls to projects of several."""
    columns = [Column("级别", 8), Column("代码", 8), Column("组", 16), Column("位置", 34), Column("内容", 90)]
    grid = book.grid(
        ACROSS,
        "跨台账",
        "登记在两本台账里的企业、项目、备案证、设备和款项；同一组的合并计算，只计一次；不同组的分开计算，没有合并，请核对",
        columns,
    )
    grid.headers()
    found = [(group.name, one) for group in lookup.run.groups for one in group.findings if one.across]
    found += [(BETWEEN, one) for one in lookup.run.findings]
    for name, one in sorted(found, key=lambda pair: ORDER.index(pair[1].severity)):
        grid.write(_finding(name, one))
    if not found:
        grid.write([Cell("", "center")] * 4 + [Cell(NONE, "wrap")])
    grid.row += 1
    grid.write([Cell("项目在几本台账里的企业：上限合在一起只用一次，奖补列在一本里", "section")], 20)
    grid.write([Cell(text, "header") for text in ("企业", "", "奖补", "台账", "分到金额(万元)")], 20)
    shared = [entry for entry in lookup.shares if len(entry[1].shares) > 1]
    for group, line, name, fen in shared:
        label = lookup.label((group.policy, line.program))
        listed = "（奖补列在这本）" if name == line.ledger else ""
        grid.across([(2, Cell(line.enterprise, "wrap")), (1, Cell(label, "wrap")), (1, Cell(f"{name}{listed}", "wrap")), (1, wan(fen))])
    if not shared:
        grid.write([Cell(NONE, "wrap")] + [Cell("", "wrap")] * 4)


def unread_sheet(book: Book, lookup: Lookup) -> None:
    """Ledgers that failed, then files that are no ledgers."""
    grid = book.grid(
        UNREAD,
        UNREAD,
        "没有做成的台账要修好后重新运行；没有读的文件请核对其中没有台账",
        [Column("文件", 40), Column("情况", 12), Column("原因", 80)],
    )
    grid.headers()
    failed = [(group, run) for group, run in lookup.ledgers if run.status is Progress.FAILED]
    for group, run in failed:
        grid.write([Cell(lookup.shown(group, run.name), "wrap"), Cell(run.status.label, "bad"), Cell("；".join(run.messages), "wrap")])
    for left in lookup.run.skipped:
        grid.write([Cell(left.file, "wrap"), Cell(Progress.SKIPPED.label, "center"), Cell(left.reason, "wrap")])
    if not failed and not lookup.run.skipped:
        grid.write([Cell(NONE, "wrap"), Cell("", "center"), Cell("", "wrap")])


def findings_sheet(book: Book, lookup: Lookup) -> None:
    """Every error and warning of every ledger, errors first."""
    columns = [Column("级别", 8), Column("代码", 8), Column("组", 16), Column("位置", 34), Column("问题和办法", 90)]
    found = [(group.name, one) for group in lookup.run.groups for one in group.findings if one.severity is not Severity.NOTE]
    counts = {severity: sum(1 for _, one in found if one.severity is severity) for severity in ORDER[:2]}
    subtitle = "，".join(f"{severity.label} {count} 条" for severity, count in counts.items())
    grid = book.grid(FOUND, "台账中发现的问题", f"{subtitle}；说明见各台账的工作簿", columns)
    grid.headers()
    for name, one in sorted(found, key=lambda pair: ORDER.index(pair[1].severity)):
        grid.write(_finding(name, one))
    if not found:
        grid.write([Cell("", "center")] * 4 + [Cell(NONE, "wrap")])
    grid.filter()
    grid.freeze()


def _finding(group: str, one: Finding) -> list[Cell]:
    return [
        Cell(one.severity.label, SEVERITY_STYLES[one.severity]),
        Cell(one.code, "center"),
        Cell(group, "text"),
        Cell(one.place, "wrap"),
        Cell(one.message, "wrap"),
    ]


def readings_sheet(book: Book, lookup: Lookup) -> None:
    """The open questions of every policy, as they were taken in each group."""
    columns = [Column("组", 20), Column("条款", 10), Column("问题", 50), Column("本次采用", 50), Column("是否确认", 20)]
    grid = book.grid(READINGS, "口径：通知没有写明、需要有人确认的问题", "其他读法和影响见各组的工作簿", columns)
    grid.headers()
    taken: dict[tuple[object, ...], list[str]] = {}
    for group in lookup.run.groups:
        taken.setdefault((group.policy, *group.readings), []).append(group.name)
    firsts = {group.name: group for group in lookup.run.groups}
    for names in taken.values():
        for one in firsts[names[0]].readings:
            confirmed = Cell(f"已确认 {one.confirmed}", "center") if one.confirmed else Cell("待确认", "watch")
            cells = [Cell("、".join(names), "wrap"), Cell(one.clause, "center"), Cell(one.question, "wrap"), Cell(one.label, "wrap")]
            grid.write([*cells, confirmed])
    grid.freeze(2)


def record_sheet(book: Book, lookup: Lookup) -> None:
    """What went in: program version, options, policies and ledgers by name and hash."""
    run = lookup.run
    grid = book.grid(
        RUN, RUN, "同样的台账、政策和选项，任何时候重算都得到相同的工作簿", [Column("组", 20), Column("项目", 40), Column("内容", 70)]
    )
    grid.headers()
    options = "，".join(f"{name}={value}" for name, value in run.settings) or "无"
    facts = [("程序版本", f"techreform {run.version}"), ("计算年度（--year）", f"{run.year}年"), ("截至日期（--as-of）", run.as_of)]
    for label, content in [*facts, ("改动（--set）", options)]:
        grid.write([Cell("", "text"), Cell(label, "text"), Cell(content, "wrap")])
    for group in run.groups:
        grid.write([Cell(group.name, "text"), Cell("政策", "text"), Cell(f"{group.policy}　{group.document}", "wrap")])
        grid.write([Cell(group.name, "text"), Cell("政策文件 SHA-256", "text"), Cell(group.policy_sha256, "wrap")])
        for ledger in group.ledgers:
            for file in ledger.inputs:
                grid.write([Cell(group.name, "text"), Cell(file.file, "text"), Cell(f"SHA-256 {file.sha256}", "wrap")])
