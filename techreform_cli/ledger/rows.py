"""Which rows below a header hold data, and why the others do not."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass

from techreform_cli.domain.field import FieldSpec, FieldType
from techreform_cli.ledger.cells import CREDIT_CODE
from techreform_cli.ledger.header import Header, as_text
from techreform_cli.ledger.identity import NAMES
from techreform_cli.ledger.raw import Cell, RawSheet
from techreform_cli.ledger.wording import BLANK_MARKS, folded

BLANK_ROW, TOTAL_ROW, HEADING_ROW, REPEATED_HEADER, FOOTER = "空行", "合计行", "分组标题", "重复的表头", "表尾说明"
COLUMN_NUMBERS = "栏次"
"""A row that numbers the columns, as statistical tables have below the header: 甲 乙 1 2 3."""
UNFILLED_ROW = "未填写的行"
"""Nothing in any known column: a running number or a remark alone."""

TOTAL = re.compile(r"(.{0,16}?)(小计|合计|总计|共计|累计)(\(.*\))?:?(\d+[家个项户])?|其中(:.*)?|其中.{0,10}")
HEADING = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.:)].*|\([一二三四五六七八九十]+\).*")
FOOTER_START = re.compile(
    r"\(?(填[表报]人|填[表报]单位|填[表报]日期|填[表报]时间|制表|制表人|制表单位|制表日期|审核|审核人|审批|复核|复核人|经办人|负责人|单位负责人|分管领导"
    r"|联系人|联系电话|数据来源|报送单位|盖章|注|备注|说明|附注|填表说明)\)?\d*([:,]|$).*"
    r"|(填[表报]人|制表人|审核人|复核人|经办人).{0,8}|注\d*[:.、].*|※.*"
)

RUNNING = frozenset(["序号", "序", "行号", "行次", "no"])
"""Headers of running numbers, in whose column a total is often named."""

LETTERED = frozenset(["栏次", "列次", *"甲乙丙丁戊己庚辛abcdef—-"])
COLUMN_NUMBER = re.compile(r"\(?(\d{1,3})\)?(?:=.*)?")

CODE_LIKE = re.compile(r"[0-9a-z]{8,20}")
PLAIN_CODE = re.compile(r"[0-9A-Z]{8,20}")
"""How a label of a code looks, and a cell that needs not be made one first."""


@dataclass(frozen=True, slots=True)
class DataRows:
    """The rows (from 0) that hold data, and how many rows below the header were left out for which reason."""

    used: tuple[int, ...]
    excluded: dict[str, int]
    read: int


def data_rows(sheet: RawSheet, header: Header, identity: tuple[str, ...]) -> DataRows:
    """Every row below the header, down to the last one with content, sorted into data and the rest; `identity` has the keys of the
    fields that tell the kind's rows apart."""
    below = range(len(sheet.grid) - 1, header.last, -1)
    last = next((row for row in below if not is_blank(sheet, row)), header.last)
    sorter = RowSorter(sheet, header, identity)
    used: list[int] = []
    excluded: Counter[str] = Counter()
    for row in range(header.last + 1, last + 1):
        reason = sorter.reason(row)
        if reason:
            excluded[reason] += 1
        else:
            used.append(row)
    return DataRows(tuple(used), dict(excluded), last - header.last)


def is_blank(sheet: RawSheet, row: int) -> bool:
    """Whether a row holds nothing but spaces. What a cell merged from above says is not the row's own content."""
    if sheet.content_rows is not None and row not in sheet.content_rows:
        return True
    return all(is_space(cell) for cell in sheet.grid[row])


def tells(spec: FieldSpec, identity: tuple[str, ...]) -> bool:
    """Whether the field says what a row is about."""
    return spec.required or spec.key in (CREDIT_CODE, *NAMES, *identity)


def is_code(cell: Cell) -> bool:
    """Whether a cell holds what looks like a credit code."""
    return bool((isinstance(cell, str) and PLAIN_CODE.fullmatch(cell)) or CODE_LIKE.fullmatch(as_text(cell)))


def is_space(cell: Cell) -> bool:
    """Whether a cell is empty or holds only spaces."""
    return cell == "" or (isinstance(cell, str) and not cell.strip())


class RowSorter:
    """Tells data rows of one sheet from the others; remembers whether the footer has begun."""

    def __init__(self, sheet: RawSheet, header: Header, identity: tuple[str, ...]) -> None:
        hits = [(column.index, column.hit.spec) for column in header.columns if column.hit]
        self._sheet = sheet
        self._matched = [index for index, _ in hits]
        self._code = next((index for index, spec in hits if spec.key == CREDIT_CODE), None)
        figures = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER, FieldType.DATE, FieldType.BOOLEAN)
        measures = {index for index, spec in hits if spec.type in figures}
        self._telling = [index for index, spec in hits if index not in measures and tells(spec, identity)]
        merged = [
            (top, bottom) for top, left, bottom, right in sheet.merges if left == right and left in self._telling and top > header.last
        ]
        self._continued = {row for top, bottom in merged for row in range(top + 1, bottom + 1)}
        running = {column.index for column in header.columns if not column.hit and column.text in RUNNING}
        self._own_words = {*self._matched, *running}
        self._header_rows = [[as_text(cell) for cell in row] for row in sheet.grid[max(header.first - 3, 0) : header.last + 1]]
        self._in_footer = False
        self._in_data = False

    def reason(self, number: int) -> str:
        """Why the row is no data, "" if it is."""
        reason = self._reason(number)
        self._in_data |= not reason
        return reason

    def _reason(self, number: int) -> str:
        if is_blank(self._sheet, number):
            return BLANK_ROW
        row = self._sheet.grid[number]
        if self._code is not None and is_code(row[self._code]):
            return ""  # a row with a credit code is data, whatever its name looks like
        # What a clerk remarks in a column of his own makes no total or footer of a row that says what it is about.
        told = number in self._continued or any(not is_space(row[i]) for i in self._telling)
        texts = [word for i, cell in enumerate(row) if (not told or i in self._own_words) and (word := as_text(cell))]
        if self._repeats_header(row):
            return REPEATED_HEADER
        if not self._in_data and numbers_columns(row):
            return COLUMN_NUMBERS
        if any(TOTAL.fullmatch(word) for word in texts):
            return TOTAL_ROW
        filled = sum(1 for cell in row if not isinstance(cell, str) or folded(cell) not in BLANK_MARKS)
        # What is merged with the rows above is still about the same thing as they.
        if number not in self._continued and ((texts and FOOTER_START.fullmatch(texts[0])) or (self._in_footer and filled <= 2)):
            self._in_footer = True
            return FOOTER
        if filled == 1 and any(HEADING.fullmatch(as_text(cell)) for cell in row):
            return HEADING_ROW
        return UNFILLED_ROW if all(is_space(row[i]) for i in self._matched) else ""

    def _repeats_header(self, row: list[Cell]) -> bool:
        """Whether most of what the row says, or all that it says in known columns, is what the header says in the same columns."""
        words = [(i, word) for i, cell in enumerate(row) if (word := as_text(cell))]
        known = [(i, word) for i, word in words if i in self._own_words]
        if len(known) >= 2 and any(all(header[i] == word for i, word in known) for header in self._header_rows):
            return True
        same = max((sum(1 for i, word in words if header[i] == word) for header in self._header_rows), default=0)
        return same * 2 > len(words) if len(words) >= 2 else same == sum(1 for cell in row if not is_space(cell))


def numbers_columns(row: list[Cell]) -> bool:
    """Whether the row does nothing but number the columns, upwards by one, after letters for the words at its start."""
    words = [word for cell in row if (word := as_text(cell))]
    numbers = [int(match[1]) for word in words if (match := COLUMN_NUMBER.fullmatch(word))]
    others = [word for word in words if not COLUMN_NUMBER.fullmatch(word)]
    steps = [later - earlier for earlier, later in itertools.pairwise(numbers)]
    enough = len(numbers) >= 2 or len([word for word in others if word in "甲乙丙丁戊"]) >= 2
    return enough and len(words) >= 3 and numbers[:1] == [1] and {1}.issuperset(steps) and LETTERED.issuperset(others)
