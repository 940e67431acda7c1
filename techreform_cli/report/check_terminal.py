"""What a look through a ledger found, on the terminal: how every sheet was read, what was guessed, and the problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from techreform_cli.domain.checkup import Checkup
from techreform_cli.domain.command import command, set_options
from techreform_cli.domain.explanation import Explanation
from techreform_cli.domain.ledger import SheetReading
from techreform_cli.domain.problem import Severity
from techreform_cli.domain.text import plain
from techreform_cli.report.check_findings import Kind, Lines, example
from techreform_cli.report.console import say, say_whole, terminal
from techreform_cli.report.tables import files, heading, table

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
AGREES, DIFFERS, UNCOUNTED = "√", "×", "—"


def show(checkup: Checkup, asked: Sequence[object], everything: bool, written: Sequence[Path] | None) -> None:
    """Print the report; `asked` are the words that say again which ledger this is and by which policy, `written` the annotated copies,
    None if none were asked for."""
    console = terminal()
    heading(console, checkup.policy, f"检查台账：{checkup.ledger.file}")
    _readings(console, checkup)
    _guesses(console, checkup, asked)
    kinds = Lines(checkup).kinds(everything)
    _problems(console, checkup, kinds)
    if written:
        files(console, list(written))
    _close(console, checkup, asked, kinds, written)


def show_explanations(found: Sequence[Explanation]) -> None:
    """Print codes explained, a paragraph each."""
    console = terminal()
    for number, item in enumerate(found):
        if number:
            console.print()
        say(console, f"{item.code} {item.title}（{item.severity.label}）", COLOURS[item.severity])
        say(console, f"  例如：{example(item)}")
        parts = [("为什么", item.why), ("怎么办", item.remedy or "只是说明，不用处理；核对一下即可")]
        for name, text in parts:
            if text:
                say(console, f"  {name}：{text}")


def show_codes(found: Sequence[Explanation]) -> None:
    """Print every code with its title, a line each."""
    console = terminal()
    for item in found:
        say(console, f"{item.code} {item.severity.label} {item.title}")


def show_places(checkup: Checkup) -> None:
    """Print where the problems stand, each in a line of its own, and how many there are."""
    console = terminal()
    console.print()
    for kind in Lines(checkup).kinds(everything=True):
        for line in kind.lines:
            say(console, line)
    say_whole(console, f"{checkup.ledger.file} 中共 {len(checkup.problems):,} 处")


def _readings(console: Console, checkup: Checkup) -> None:
    """A line for each sheet: what it was taken for, and that the rows add up."""
    readings = checkup.ledger.readings
    several = len({reading.file for reading in readings}) > 1
    columns = [("工作表", "left"), ("当作", "left"), ("表头", "left"), ("读到", "right"), ("计入", "right"), ("核对", "left")]
    shown = table("", [*columns, ("未计入", "left")], gives=len(columns))
    for reading in readings:
        name = f"{reading.file}《{reading.sheet}》" if several else reading.sheet
        if not reading.taken_as:
            shown.add_row(name, Text("没有使用", style="dim"), "", "", "", "", "")
            continue
        left_out = "、".join(f"{reason} {count}" for reason, count in reading.excluded.items()) or "无"
        counts = (f"{reading.rows_read:,} 行", f"{reading.rows_used:,} 行", _agreement(reading), left_out)
        shown.add_row(name, reading.taken_as, _header_rows(reading), *counts)
    console.print()
    console.print(shown)
    _legend(console, [_agreement(reading) for reading in readings if reading.taken_as])


def _legend(console: Console, marks: Sequence[str]) -> None:
    meanings = {
        AGREES: "读到的行数 = 计入 + 未计入，与另外清点的文件内容一致",
        DIFFERS: "行数对不上，见下面的错误",
        UNCOUNTED: "读到的行数 = 计入 + 未计入；这种格式没有第二种清点办法",
    }
    told = "；".join(f"{mark} {meaning}" for mark, meaning in meanings.items() if mark in marks)
    if told:
        say(console, f"核对：{told}")


def _header_rows(reading: SheetReading) -> str:
    rows = reading.header_rows
    return f"第 {rows[0]} 行" if len(rows) == 1 else f"第 {rows[0]}–{rows[-1]} 行"


def _agreement(reading: SheetReading) -> str:
    """Whether what was read is used or left out, row for row, and no more and no less has content than was found by the second count.
    Cells that hold only spaces make that count the larger one: such rows were read, and left out as blank."""
    if reading.rows_read != reading.rows_used + sum(reading.excluded.values()):
        return DIFFERS
    if reading.rows_counted is None:
        return UNCOUNTED
    filled = reading.rows_read - reading.excluded.get("空行", 0)
    return AGREES if filled <= reading.rows_counted <= reading.rows_read else DIFFERS


def _guesses(console: Console, checkup: Checkup, asked: Sequence[object]) -> None:
    """In which unit amounts were read, which headers were understood under another name, and which columns are not used."""
    lines = []
    for reading in checkup.ledger.readings:
        taken = [f"{one.header}→{one.field}" for one in reading.columns if one.field and not _same(one.header, one.field)]
        unused = [f"{one.header}（{one.letter}）" for one in reading.columns if not one.field]
        parts = [f"金额按{reading.unit}"] if reading.unit else []
        parts += ["，".join(taken)] if taken else []
        parts += ["没有使用 " + "、".join(unused)] if unused and reading.taken_as else []
        if parts:
            lines.append(f"《{reading.sheet}》{'；'.join(parts)}")
    if lines:
        console.print()
        say(console, "单位和列名这样理解（不对请改列名）", "bold")
        for line in lines:
            say(console, f"  {line}")
        say_whole(console, f"  不改列名也行，指定每一列当作什么：{command('inspect', *asked, '--save')}")


def _same(header: str, field: str) -> bool:
    """Whether a header is the field's name, with or without a unit in brackets."""
    written, name = plain(header).replace("/", ""), plain(field)
    rest = written.removeprefix(name)
    return written.startswith(name) and (not rest or (rest[0] == "(" and rest[-1] == ")"))


def _problems(console: Console, checkup: Checkup, kinds: Sequence[Kind]) -> None:
    for severity in Severity:
        found = [kind for kind in kinds if kind.severity is severity]
        if not found:
            continue
        console.print()
        say(console, f"{severity.label} {checkup.count(severity):,} 处", f"bold {COLOURS[severity]}")
        for kind in found:
            say(console, f"{kind.code} {kind.title}：{kind.count:,} 处", COLOURS[severity])
            for line in kind.lines:
                say(console, f"  {line}")


def _close(console: Console, checkup: Checkup, asked: Sequence[object], kinds: Sequence[Kind], written: Sequence[Path] | None) -> None:
    """How many there are, and what to do next."""
    counts = Counter(problem.severity for problem in checkup.problems)
    again = (*asked, *set_options(dict(checkup.policy.settings)))
    console.print()
    tally = "，".join(f"{severity.label} {counts[severity]:,} 处" for severity in Severity)
    if counts[Severity.ERROR]:
        say_whole(console, f"{tally}。改好后保存，再检查一遍：{command('check', *again)}", "bold")
    else:
        say_whole(console, f"{tally}。没有错误，可以计算：{command('calc', *again)}", "bold")
    hints = [f"看编号的意思：--explain {kinds[0].code}"] if kinds else []
    hints += ["全部列出：--all"] if any(kind.hidden for kind in kinds) else []
    if written is None:
        hints += ["在台账副本上标出来：--annotate"] if kinds else []
    elif not written:
        hints.append("没有要标注的，没有写标注副本")
    if hints:
        say_whole(console, "；".join(hints))
