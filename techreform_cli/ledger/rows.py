"""Which rows below a header hold data, and why the others do not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from techreform_cli.domain.field import FieldType
from techreform_cli.ledger.cells import CREDIT_CODE
from techreform_cli.ledger.header import Header, as_text
from techreform_cli.ledger.sheets import Cell, RawSheet
from techreform_cli.ledger.wording import BLANK_MARKS, folded

BLANK_ROW, TOTAL_ROW, HEADING_ROW, REPEATED_HEADER, FOOTER = "空行", "合计行", "分组标题", "重复的表头", "表尾说明"

TOTAL = re.compile(r"(.{0,16}?)(小计|合计|总计|共计|累计)(\(.*\))?:?(\d+[家个项户])?|其中(:.*)?|其中.{0,10}")
HEADING = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.:)].*|\([一二三四五六七八九十]+\).*")
FOOTER_START = re.compile(
    r"\(?(填[表报]人|填[表报]单位|填[表报]日期|填[表报]时间|制表|制表人|制表单位|制表日期|审核|审核人|审批|复核|复核人|经办人|负责人|单位负责人|分管领导"
    r"|联系人|联系电话|数据来源|报送单位|盖章|注|备注|说明|附注|填表说明)\)?\d*([:,]|$).*|注\d*[:.、].*|※.*")

CODE_LIKE = re.compile(r"[0-9a-z]{8,20}")


@dataclass(frozen=True, slots=True)
class DataRows:
    """The rows (from 0) that hold data, and how many rows below the header were left out for which reason."""

    used: tuple[int, ...]
    excluded: dict[str, int]
    read: int


def data_rows(sheet: RawSheet, header: Header) -> DataRows:
    """Every row below the header, down to the last one with content, sorted into data and the rest."""
    last = max((i for i in range(header.last + 1, len(sheet.grid)) if not is_blank(sheet.grid[i])), default=header.last)
    sorter = RowSorter(sheet, header)
    used: list[int] = []
    excluded: Counter[str] = Counter()
    for row in range(header.last + 1, last + 1):
        reason = sorter.reason(sheet.grid[row])
        if reason:
            excluded[reason] += 1
        else:
            used.append(row)
    return DataRows(tuple(used), dict(excluded), last - header.last)


def is_blank(row: list[Cell]) -> bool:
    """Whether a row holds nothing but spaces."""
    return row.count("") == len(row) or not any(not isinstance(cell, str) or cell.strip() for cell in row)


class RowSorter:
    """Tells data rows of one sheet from the others; remembers whether the footer has begun."""

    def __init__(self, sheet: RawSheet, header: Header) -> None:
        hits = [(column.index, column.hit.spec) for column in header.columns if column.hit]
        self._matched = [index for index, _ in hits]
        self._code = next((index for index, spec in hits if spec.key == CREDIT_CODE), None)
        figures = (FieldType.MONEY, FieldType.NUMBER, FieldType.INTEGER, FieldType.DATE, FieldType.BOOLEAN)
        measures = {index for index, spec in hits if spec.type in figures}
        width = len(sheet.grid[0]) if sheet.grid else 0
        self._words = [index for index in range(width) if index not in measures]
        self._header_rows = [[as_text(cell) for cell in row] for row in sheet.grid[header.first: header.last + 1]]
        self._in_footer = False

    def reason(self, row: list[Cell]) -> str:
        """Why the row is no data, "" if it is."""
        if is_blank(row) or self._only_ordinal(row):
            return BLANK_ROW
        if self._code is not None and CODE_LIKE.fullmatch(as_text(row[self._code])):
            return ""  # a row with a credit code is data, whatever its name looks like
        texts = [word for i in self._words if (word := as_text(row[i]))]
        if self._repeats_header(row):
            return REPEATED_HEADER
        if any(TOTAL.fullmatch(word) for word in texts):
            return TOTAL_ROW
        filled = sum(1 for cell in row if not isinstance(cell, str) or folded(cell) not in BLANK_MARKS)
        if (texts and FOOTER_START.fullmatch(texts[0])) or (self._in_footer and filled <= 2):
            self._in_footer = True
            return FOOTER
        return HEADING_ROW if filled == 1 and texts and HEADING.fullmatch(texts[0]) else ""

    def _only_ordinal(self, row: list[Cell]) -> bool:
        """Whether there is nothing but a running number outside the known columns: a template row not filled in."""
        if any(not isinstance(row[i], str) or str(row[i]).strip() for i in self._matched):
            return False
        rest = [cell for i, cell in enumerate(row) if i not in self._matched and cell != ""]
        return len(rest) <= 1 and all(isinstance(cell, float) or str(cell).strip().isdigit() for cell in rest)

    def _repeats_header(self, row: list[Cell]) -> bool:
        """Whether most of what the row says is what the header says in the same columns."""
        words = [(i, word) for i, cell in enumerate(row) if (word := as_text(cell))]
        return len(words) >= 2 and any(
            sum(1 for i, word in words if header[i] == word) * 2 > len(words) for header in self._header_rows)
