"""The text of the file of choices beside a ledger: what was recognised, and what the clerk is to decide as comments."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from techreform_cli.domain.choices import COLUMNS, HEADER_ROWS, KIND, NOT_USED, SHEETS, SavedSheet
from techreform_cli.domain.field import SheetSpec
from techreform_cli.domain.inspection import Inspection
from techreform_cli.domain.ledger import How, SeenColumn, SheetReading
from techreform_cli.domain.workbook import GUIDE
from techreform_cli.report.inspect_words import field_text, nearest, spec_of, why_unused
from techreform_cli.report.save import save_texts

PLAIN = re.compile(r"[一-鿿A-Za-z0-9][一-鿿A-Za-z0-9()（）／/%.+、，。《》“”：—_-]*")
NO_TEXT = re.compile(r"[-0-9.%]+|true|false|null|[0-9.]+(百|千|万|百万|亿)?元(/.*)?")
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
LINE_END, UTF8_MARK = "\r\n", "\ufeff"
"""The file is edited in Windows' own editor, whose older versions need both."""
DEEP = 6
"""How far the lines of columns are indented."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What was written: the text of the file, and a sentence about it that its path completes."""

    text: str
    said: str


def save_choices(inspection: Inspection) -> Saving:
    """Write the file of choices, or add to the one that is there what it lacks. Raises OutputFailed."""
    saving = _added(inspection) if inspection.saved else Saving(_whole(inspection), "已写出")
    if saving.text != inspection.text:
        end = LINE_END if not inspection.text or LINE_END in inspection.text else "\n"
        text = saving.text.replace("\r\n", "\n").replace("\n", end)
        save_texts(
            {inspection.place: UTF8_MARK + text},
        )
    return saving


def _whole(inspection: Inspection) -> str:
    names = _names(inspection)
    lines = list(_head(inspection))
    for reading in inspection.ledger.readings:
        lines += ["", *_sheet(inspection, reading, names[reading.file, reading.sheet])]
    return "\n".join(lines) + "\n"


def _head(inspection: Inspection) -> Iterator[str]:
    """What the file is for, how it is edited, and which words may stand in it."""
    yield f"# 列对应：读“{inspection.ledger.file}”时，每张工作表、每一列当作什么。改好后存成 UTF-8，以后每次读这本台账都照它读。"
    yield "# 行首有 # 的不起作用。要定一列：去掉那一行的 #，冒号后面写下面列出的列名，括号里写这一列的数是什么单位，如 (元)；"
    yield f"# 不要的写 {NOT_USED}。每年一列的写上年度，如 20××年完成投资(万元)。改列名后原来写的就不起作用，会提醒您。"
    yield f"# 某几列列名相同的，在列名后注明是哪一列，如 金额（G列）。{KIND}可写表的名称，或 {NOT_USED}。"
    yield "# 可写的列名："
    for spec in inspection.policy.dictionary.sheets:
        fields = "、".join(("20××年" if field.yearly else "") + field.header for field in spec.fields)
        yield f"#   {spec.name}：{fields}"
    yield ""
    yield f"{SHEETS}:"


def _names(inspection: Inspection) -> dict[tuple[str, str], str]:
    """What each worksheet is called in the file: its name, with its file's where another has the same."""
    readings = inspection.ledger.readings
    counts = Counter(reading.sheet for reading in readings)
    return {(r.file, r.sheet): r.sheet if counts[r.sheet] == 1 else f"{r.file}《{r.sheet}》" for r in readings}


def _sheet(inspection: Inspection, reading: SheetReading, name: str) -> list[str]:
    """The block of one worksheet; all of it comments where its kind is not known for sure."""
    if reading.sheet == GUIDE:
        return []
    spec = spec_of(inspection.policy.dictionary, reading)
    if spec is None:
        return _unknown(inspection, reading, name)
    first, last = reading.header_rows[0], reading.header_rows[-1]
    rows = str(first) if first == last else f"{first}-{last}"
    block = [f"  {scalar(name)}:", f"    {KIND}: {scalar(spec.name)}", f"    {HEADER_ROWS}: {rows}", f"    {COLUMNS}:"]
    block += [line for column in reading.columns if (line := _column(column, reading, spec, sure=True))]
    if reading.reason:
        return [f"  # 下面这张表是按列名猜的{reading.reason}；核对后去掉这几行行首的 #", *(f"#{line}" for line in block)]
    return block


def _unknown(inspection: Inspection, reading: SheetReading, name: str) -> list[str]:
    """A worksheet that is not used, as comments."""
    extent = inspection.extents.get((reading.file, reading.sheet))
    if not extent or not extent.rows:
        return []
    kinds = "、".join(spec.name for spec in inspection.policy.dictionary.sheets)
    return [
        f"  # 没有使用{why_unused(reading)}；要用，去掉下面几行行首的 #，{KIND}写其中之一：{kinds}；再运行一次 --save 补上各列",
        f"#  {scalar(name)}:",
        f"#    {KIND}: {NOT_USED}",
        f"#    {HEADER_ROWS}: 1",
    ]


def _column(column: SeenColumn, reading: SheetReading, spec: SheetSpec, sure: bool) -> str:
    """One column's line; a comment unless it is known for `sure` what the column is."""
    key, indent = key_of(column), " " * DEEP
    if not column.field:
        near = nearest(column, reading, spec)
        if near:
            header = ("20××年" if near.yearly else "") + near.header
            return f"{indent}# {key}: {scalar(header)}  # 没有使用；是不是这一项？单位对不对？"
        return f"{indent}# {key}: {NOT_USED}"
    if column.how is How.PERIOD:
        return f"{indent}# {key} 是一段时间，取它的{column.field}，不用写"
    line = f"{key}: {scalar(field_text(column.field, column.unit))}"
    if sure and column.how and column.how.sure and column.unit_stated:
        return indent + line
    doubt = "现在就这样读" if sure and column.how and column.how.sure and not column.unit_stated else "现在这样用"
    what = "单位没有写明，对的" if not column.unit_stated else "核对无误"
    return f"{indent}# {line}  # {doubt}；{what}，去掉行首的 #"


def key_of(column: SeenColumn) -> str:
    """A column's header as the file writes it, with its letter where another column has the same."""
    return scalar(f"{column.whole}（{column.letter}列）" if column.repeated else column.whole)


def scalar(text: str) -> str:
    """A text as YAML: bare where that is safe, else in quotes."""
    if PLAIN.fullmatch(text) and not NO_TEXT.fullmatch(text) and not text.endswith(":"):
        return text
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _added(inspection: Inspection) -> Saving:
    """The text that is there, untouched, with what it lacks as comments: columns below those of their sheet, sheets at the end."""
    assert inspection.saved
    lines = inspection.text.replace("\r\n", "\n").rstrip("\n").split("\n")
    names = _names(inspection)
    saved = {sheet.name.text: sheet for sheet in inspection.saved.sheets}
    starts = sorted(_line(sheet.name.place) for sheet in saved.values())
    insertions: list[tuple[int, list[str]]] = []
    tail: list[str] = []
    for reading in inspection.ledger.readings:
        name = names[reading.file, reading.sheet]
        sheet = saved.get(name) or saved.get(f"{reading.file}《{reading.sheet}》")
        if sheet is None:
            known = any(_names_entry(line, scalar(name)) for line in lines)
            tail += (
                [] if known else [line if line.startswith("#") or not line else f"#{line}" for line in _sheet(inspection, reading, name)]
            )
        elif spec := spec_of(inspection.policy.dictionary, reading):
            start = _line(sheet.name.place)
            end = next((other - 1 for other in starts if other > start), len(lines))
            new = [line for column in reading.columns if (line := _new(column, reading, spec, lines[start - 1 : end]))]
            insertions.append((_after(sheet, lines), new))
    columns = sum(len(new) for _, new in insertions)
    for at, new in sorted(insertions, key=lambda one: one[0], reverse=True):
        lines[at:at] = new
    lines += ["", "# 后来增加的工作表：", *tail] if tail else []
    count = f"{columns} 列" + ("和新的工作表" if tail else "")
    said = f"原来写的没有改动，补上了 {count}（行首有 #）：" if columns or tail else "没有要补的，没有改动"
    return Saving("\n".join(lines) + "\n" if columns or tail else inspection.text, said)


def _new(column: SeenColumn, reading: SheetReading, spec: SheetSpec, block: list[str]) -> str:
    """The line for a column that its sheet's block does not speak of, as a comment; "" for one that it does."""
    if column.how is How.SAVED or any(_names_entry(line, key_of(column)) for line in block):
        return ""
    return _column(column, reading, spec, sure=False)


def _names_entry(line: str, key: str) -> bool:
    """Whether a line of the file, a comment or not, is about that entry."""
    return line.lstrip("# ").startswith((f"{key}:", f"{key} "))


def _line(place: str) -> int:
    return int(place.partition(":")[0])


def _after(sheet: SavedSheet, lines: list[str]) -> int:
    """Below which line new columns of the sheet are added: its last entry, and the comments that follow at the same depth."""
    written = [sheet.name, sheet.kind, sheet.header_rows, *(column.header for column in sheet.columns)]
    at = max(_line(words.place) for words in written if words)
    while at < len(lines) and (re.match(rf" {{{DEEP},}}#", lines[at]) or re.fullmatch(rf"\s*{COLUMNS}:\s*", lines[at])):
        at += 1
    return at
