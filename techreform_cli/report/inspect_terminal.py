"""How a ledger is laid out and read, on the terminal: a table of columns for each worksheet."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from techreform_cli.domain.command import command
from techreform_cli.domain.field import SheetSpec
from techreform_cli.domain.inspection import Inspection
from techreform_cli.domain.ledger import How, SeenColumn, SheetReading
from techreform_cli.domain.problem import Severity
from techreform_cli.report.console import say, say_whole, terminal
from techreform_cli.report.inspect_choices import Saving
from techreform_cli.report.inspect_words import NO_HEADER, headless, nearest, spec_of, why_unused
from techreform_cli.report.tables import heading, table

NOT_USED = "没有使用"
TOLD = ("L047", "L049")
"""What is to be known of the saved choices."""
COUNTS = "行数：“有内容”的连标题、表头算，空行不算；“表头以下”的连空行算，到最后有内容的一行为止"
COLUMNS = [("列", "left"), ("列名", "left"), ("当作", "left"), ("单位", "left"), ("怎么认的", "left")]


def show(inspection: Inspection, asked: Sequence[object], saving: Saving | None) -> None:
    """Print every worksheet with its columns; `asked` are the words that say again which ledger this is and by which policy,
    `saving` is what was written to the file of choices, None if that was not asked for."""
    console = terminal()
    readings = inspection.ledger.readings
    heading(console, inspection.policy, f"台账：{inspection.ledger.file}（工作表 {len(readings)} 张）")
    say(console, COUNTS)
    for problem in inspection.ledger.problems:
        if problem.code in TOLD:
            say(console, f"{problem.severity.label}：{problem.sentence}")
    several = len({reading.file for reading in readings}) > 1
    for reading in readings:
        console.print()
        _sheet(console, inspection, reading, f"{reading.file}《{reading.sheet}》" if several else f"《{reading.sheet}》")
    _close(console, inspection, asked, saving)


def _sheet(console: Console, inspection: Inspection, reading: SheetReading, name: str) -> None:
    extent = inspection.extents.get((reading.file, reading.sheet))
    size = f"{extent.rows:,} 行 × {extent.columns} 列有内容" if extent and extent.rows else "空表"
    say(console, f"{name}　{size}{'，隐藏' if reading.hidden else ''}", "bold")
    if not reading.taken_as:
        say(console, f"  {NOT_USED}{why_unused(reading)}")
        return
    first, last = reading.header_rows[0], reading.header_rows[-1]
    rows = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
    say(console, f"  当作《{reading.taken_as}》{reading.reason}；表头在{rows}")
    left_out = "".join(f" + {reason} {count:,}" for reason, count in reading.excluded.items())
    say(console, f"  表头以下 {reading.rows_read:,} 行 = 计入 {reading.rows_used:,}{left_out}")
    spec = spec_of(inspection.policy.dictionary, reading)
    shown = table("", COLUMNS, gives=1)
    for column in reading.columns:
        _column(shown.add_row, column, reading, spec)
    for letter in headless(inspection, reading):
        shown.add_row(letter, NO_HEADER, Text(NOT_USED, style="dim"), "", "")
    console.print(shown)


def _column(add_row: object, column: SeenColumn, reading: SheetReading, spec: SheetSpec | None) -> None:
    assert callable(add_row)
    if column.field:
        unit = column.unit if column.unit_stated else f"{column.unit}（没有写）"
        how = column.how.label if column.how else ""
        add_row(
            column.letter,
            column.header,
            column.field,
            unit,
            how if column.how and column.how.sure else Text(f"{how}，请核对", style="yellow"),
        )
        return
    near = nearest(column, reading, spec) if spec else None
    hint = f"与「{near.name}」相近" if near else ""
    add_row(column.letter, column.header, Text(NOT_USED, style="dim"), "", How.SAVED.label if column.how is How.SAVED else hint)


def _close(console: Console, inspection: Inspection, asked: Sequence[object], saving: Saving | None) -> None:
    """How many columns are used, what keeps the ledger from being calculated, and what to do next."""
    readings = [reading for reading in inspection.ledger.readings if reading.taken_as]
    columns = [column for reading in readings for column in reading.columns]
    unused = sum(1 for column in columns if not column.field)
    unsure = sum(1 for column in columns if column.field and not (column.how and column.how.sure and column.unit_stated))
    console.print()
    parts = [f"用到 {len(readings)} 张工作表，{len(columns) - unused} 列"]
    parts += [f"请核对 {unsure} 列"] if unsure else []
    parts += [f"没有使用 {unused} 列"] if unused else []
    say(console, "；".join(parts), "bold")
    if not inspection.complete:
        for problem in inspection.ledger.problems:
            if problem.severity is Severity.ERROR:
                say(console, f"还不能计算：{problem.sentence}", "red")
    if saving is None:
        say_whole(console, f"认错了：{command('inspect', *asked, '--save')}，再改 {inspection.place.name}")
    else:
        say_whole(console, f"{saving.said} {inspection.place}")
