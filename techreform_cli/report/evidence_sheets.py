"""The sheets both workbooks end with: readings of the notice, problems of the ledger, and what the run was made from."""

from __future__ import annotations

from techreform_cli import __version__
from techreform_cli.domain.command import command, set_options
from techreform_cli.domain.ledger import SheetReading
from techreform_cli.domain.policy import Interpretation
from techreform_cli.domain.problem import Problem, Severity
from techreform_cli.domain.result import Result
from techreform_cli.domain.workbook import READINGS, RUN
from techreform_cli.report.book import Book, Cell, Column, Grid
from techreform_cli.report.source_links import source_cell

PROBLEMS = "问题"
FORECAST = "forecast"
ORDER = tuple(Severity)
SEVERITY_STYLES = {Severity.ERROR: "bad", Severity.WARNING: "watch", Severity.NOTE: "center"}


def interpretation_sheet(book: Book, result: Result) -> Grid:
    """Every open question of the notice: its readings, the one used, and whether it is confirmed."""
    policy = result.policy
    columns = [
        Column("序号", 6),
        Column("条款", 10),
        Column("问题", 44),
        Column("本次采用", 34),
        Column("其他读法", 44),
        Column("是否确认", 18),
        Column("编号", 22),
    ]
    subtitle = (
        f"《{policy.title}》{policy.document} 有 {len(policy.interpretations)} 处可以有不同读法，其中 {len(policy.unconfirmed)} 处待确认"
    )
    grid = book.grid(READINGS, "口径：通知没有写明、需要有人确认的问题", subtitle, columns)
    grid.headers()
    for number, item in enumerate(policy.interpretations, 1):
        grid.write(_interpretation(number, item))
    for note in policy.notes:
        grid.write(
            [
                Cell("", "center"),
                Cell(note.field.replace("、", "\n"), "center_wrap"),
                Cell(note.message, "wrap"),
                Cell("按通知原文，未作改动", "wrap"),
                Cell(note.remedy, "wrap"),
                Cell(note.severity.label, SEVERITY_STYLES[note.severity]),
                Cell(note.code, "text"),
            ]
        )
    grid.notes(
        [
            "“待确认”的由有权解释通知的部门定下后，写入台账旁边的 techreform.yaml（样子：techreform config --init），再算就显示“已确认”。",
            "要看另一种读法的结果：计算时加 --set 编号=选项，选项写在“其他读法”的方括号里。",
            "口径不是工作簿里的参数单元格，改这里的文字不会改变结果。",
        ]
    )
    grid.freeze(2)
    return grid


def _interpretation(number: int, item: Interpretation) -> list[Cell]:
    others = "\n".join(f"○ {o.label}［{o.id}］" for o in item.options if o.id != item.use) or "（没有列出其他读法）"
    confirmed = f"已确认\n{item.confirmed_by} {item.confirmed_on}".rstrip() if item.confirmed else "待确认"
    return [
        Cell(number, "count"),
        Cell(item.clause, "center"),
        Cell(item.question, "wrap"),
        Cell(f"● {item.used.label}［{item.use}］", "wrap"),
        Cell(others, "wrap"),
        Cell(confirmed, "good_wrap" if item.confirmed else "watch"),
        Cell(item.id, "text"),
    ]


def problem_sheet(book: Book, result: Result) -> Grid:
    """What is wrong or doubtful in the ledger, errors first: where, what, and what to do."""
    columns = [
        Column("序号", 6),
        Column("级别", 8),
        Column("代码", 8),
        Column("工作表", 20),
        Column("单元格", 10),
        Column("列", 20),
        Column("问题", 54),
        Column("怎么办", 48),
    ]
    counts = {severity: sum(1 for p in result.problems if p.severity is severity) for severity in ORDER}
    subtitle = f"台账：{result.ledger.file}　" + "，".join(f"{severity.label} {counts[severity]} 条" for severity in ORDER)
    grid = book.grid(PROBLEMS, "台账中发现的问题", subtitle, columns)
    grid.headers()
    ordered = sorted(result.problems, key=lambda p: ORDER.index(p.severity))
    for number, problem in enumerate(ordered, 1):
        grid.write(_problem(number, problem))
    if not ordered:
        grid.write([Cell("", "center")] * 6 + [Cell("没有发现问题", "wrap"), Cell("", "wrap")])
    grid.filter()
    grid.notes(
        [
            "错误：要在台账中改；读不出的格按未知处理，用到它的行列为待补正。提醒：读得出但可疑，请看一眼。说明：程序怎样读的，供核对。",
            "程序从不改动台账文件。在台账中改好后重新计算即可。",
        ]
    )
    grid.freeze(3)
    return grid


def _problem(number: int, problem: Problem) -> list[Cell]:
    source = problem.source
    return [
        Cell(number, "count"),
        Cell(problem.severity.label, SEVERITY_STYLES[problem.severity]),
        Cell(problem.code, "center"),
        Cell("" if source is None else source.sheet if source.alone else f"{source.file}《{source.sheet}》", "wrap"),
        source_cell([source] if source and source.cell else [], "", source.cell if source else "", "center"),
        Cell(problem.field, "wrap"),
        Cell(problem.message, "wrap"),
        Cell(problem.remedy, "wrap"),
    ]


def run_sheet(book: Book, result: Result, verb: str = "calc") -> Grid:
    """What went in: files by name and hash, policy, options, program version; and how each sheet was read. `verb` is the command that
    writes this workbook."""
    columns = [
        Column("项目", 22),
        Column("内容", 40),
        Column("表头行", 10),
        Column("单位", 10),
        Column("读入行数", 10),
        Column("采用行数", 10),
        Column("未采用的行", 40),
    ]
    grid = book.grid(RUN, "运行凭证", "同一台账、政策和选项，任何时候重算都得到相同的工作簿", columns)
    for label, content in _facts(result, verb):
        _wide(grid, label, content)
    grid.row += 1
    grid.write([Cell("台账各表是怎样读的", "section")], 20)
    grid.write([Cell(text, "header") for text in ("工作表", "当作", "表头行", "单位", "读入行数", "采用行数", "未采用的行")], 20)
    for reading in result.ledger.readings:
        grid.write(_reading(reading, bool(result.ledger.parts)))
    grid.notes(
        [
            "读入行数＝采用行数＋未采用的行数。哈希值（SHA-256）是文件内容的指纹，文件改动一个字就不同。",
            "重算时在台账所在的文件夹运行“重算的命令”；政策不是程序自带的，--policy 后面写政策文件。",
        ]
    )
    return grid


def _facts(result: Result, verb: str) -> list[tuple[str, str]]:
    policy = result.policy
    facts = [
        ("台账文件", result.ledger.file),
        ("台账 SHA-256", result.ledger.sha256),
        *((f"　{name}", f"SHA-256 {sha256}") for name, sha256 in result.ledger.parts),
        ("政策", policy.title),
        ("发文", f"{policy.issuer}　{policy.document}　{policy.issued.isoformat()}"),
        ("政策编号", policy.id),
        ("政策文件 SHA-256", policy.sha256),
    ]
    if verb != FORECAST:  # which has every year
        chosen = f"（{result.year_chosen}）" if result.year_chosen else ""
        facts += [("计算年度（--year）", f"{result.year}年{chosen}"), ("截至日期（--as-of）", result.as_of.isoformat())]
    if result.ledger.whole:
        together = f"{result.ledger.whole.file}：同一家企业在几本台账里的项目合在一起算，本册只含列在这本台账的企业"
        facts.append(("合并计算的组", together))
    facts += [("本县口径文件 SHA-256", policy.overlay_sha256)] if policy.overlay_sha256 else []
    facts += [("改动（--set）", f"{name}={value}") for name, value in policy.settings] or [("改动（--set）", "无")]
    facts += [
        ("口径待确认", f"{len(policy.unconfirmed)} 处，见《{READINGS}》"),
        ("程序版本", f"techreform {__version__}"),
        ("重算的命令", _command(result, verb)),
    ]
    return facts


def _command(result: Result, verb: str) -> str:
    """The command that gives this workbook again: file names alone, every option stated."""
    what = ["batch", "台账所在的文件夹", "-o", "结果"] if result.ledger.grouped else [verb, result.ledger.file]
    words: list[object] = [*what, "--policy", result.policy.reference or result.policy.id]
    words += [] if verb == FORECAST else ["--year", result.year, "--as-of", result.as_of.isoformat()]
    words += set_options(dict(result.policy.settings))
    words += ["--no-sensitivity"] if verb == "calc" and result.readings is None and not result.ledger.grouped else []
    return command(*words)


def _wide(grid: Grid, label: str, content: str) -> None:
    """One fact across the sheet."""
    last = len(grid.columns) - 1
    grid.sheet.merge_range(grid.row, 1, grid.row, last, "", grid.book.style("wrap"))
    grid.write([Cell(label, "total_text"), Cell(content, "wrap")], 18)


def _reading(reading: SheetReading, several: bool) -> list[Cell]:
    excluded = "；".join(f"{reason} {count} 行" for reason, count in reading.excluded.items())
    rows = "、".join(str(row) for row in reading.header_rows)
    return [
        Cell(f"{reading.file}《{reading.sheet}》" if several else reading.sheet, "wrap"),
        Cell(f"《{reading.taken_as}》" if reading.taken_as else "没有使用", "wrap"),
        Cell(rows, "center"),
        Cell(reading.unit, "center"),
        Cell(reading.rows_read, "count"),
        Cell(reading.rows_used, "count"),
        Cell(excluded, "wrap"),
    ]
