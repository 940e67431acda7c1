"""A worksheet of XlsxWriter that writes plain cells the short way, and keeps of its rows what a small sheet needs in memory."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from functools import lru_cache
from typing import IO, Any

from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

KEPT = 2**17
"""Characters of rows that a sheet keeps in memory; beyond them they go to a file. Most sheets of most counties never need one, and
making files is much of what a small workbook takes."""
MOST_LINKS = 65_530
"""As many as Excel takes on one sheet."""
MEASURED = 1000
"""Rows at the top whose heights are remembered, for charts are sized by the rows they cover; no sheet with charts is so long."""
_ESCAPED = re.compile('[&<>"]|_x')


@lru_cache(maxsize=64)
def _relationship(file: str) -> list[str]:
    """What the packager is told of a link to another file ("external:台账.xlsx"); one for all links to it."""
    return ["/hyperlink", Url(file)._target(), "External"]


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that writes plain cells the short way, to the same bytes. XlsxWriter builds each cell of its attributes, searches every
    address and text for signs to escape, and every formula for thirty functions newer than Excel 2010, which ours name in full. Rows once
    left are not kept in memory: neither their cells nor heights nor links."""

    fh: IO[str]
    row_data_fh: IO[str]
    links: IO[str]

    @property
    def size(self) -> int:
        """Characters of the rows that have been left so far; bytes of those that are on the disk."""
        return int(self.row_data_fh.tell())

    @property
    def full(self) -> bool:
        """Whether the sheet has as many links as Excel takes."""
        return bool(self.hlink_count >= MOST_LINKS)

    def link(self, row: int, column: int, url: str, style: Format, text: str) -> int:
        """Write a text that opens `url` ("external:台账.xlsx#'项目'!A1"), as `write_url` does, but keep nothing of it in memory."""
        done = self._write_string(row, column, text, style)
        self.hlink_count += 1
        file, _, place = url.partition("#")
        if file.startswith("external:"):
            self.rel_count += 1
            self.external_hyper_links.append(_relationship(file))
            location = f' location="{self._escape_attributes(place)}"' if place else ""
            self.links.write(f'<hyperlink ref="{xl_rowcol_to_cell_fast(row, column)}" r:id="rId{self.rel_count}"{location}/>')
        else:
            found = Url(url)
            found.text, self.fh = text, self.links
            self._write_hyperlink_internal(row, column, found)
        self.links = self._kept(self.links)
        return int(done)

    def close(self) -> None:
        """Let go of what was kept."""
        self.row_data_fh.close()
        self.links.close()

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize({**init_data, "constant_memory": False})  # which would make a file at once
        self.constant_memory = True
        self.links = io.StringIO(newline="")
        self.fh = self.row_data_fh = io.StringIO(newline="")

    def _write_single_row(self, current_row_num: int = 0) -> None:
        left, self.fh = self.previous_row, io.StringIO(newline="")
        super()._write_single_row(current_row_num)
        self.row_info.pop(left, None)
        if left > MEASURED:
            self.row_sizes.pop(left, None)
        self.row_data_fh.write(self.fh.getvalue())
        self.row_data_fh = self._kept(self.row_data_fh)

    def _kept(self, text: IO[str]) -> IO[str]:
        """The same text, on the disk once it is long."""
        if not isinstance(text, io.StringIO) or text.tell() <= KEPT:
            return text
        file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=self.tmpdir)  # noqa: SIM115
        file.write(text.getvalue())
        return file

    def _write_optimized_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self._copy(self.row_data_fh)
        self._xml_end_tag("sheetData")

    def _write_hyperlinks(self) -> None:
        if self.hlink_count:
            self._xml_start_tag("hyperlinks")
            self._copy(self.links)
            self._xml_end_tag("hyperlinks")

    def _copy(self, text: IO[str]) -> None:
        text.seek(0)
        shutil.copyfileobj(text, self.fh)

    def _opt_reopen(self) -> None:
        """The rows stay open until the workbook is closed."""

    def _opt_close(self) -> None:
        self.close()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """A number, a text without anything to escape, a formula with a number, or a blank; any other as XlsxWriter does."""
        kind, content = cell.__class__.__name__, None
        if kind == "Number":
            content = f"><v>{cell.number:.16G}</v></c>"
        elif kind == "String" and _is_plain(cell.string):
            content = f' t="inlineStr"><is><t>{cell.string}</t></is></c>'
        elif kind == "Formula" and isinstance(cell.value, float):
            content = f"><f>{self._escape_data(cell.formula)}</f><v>{cell.value}</v></c>"
        elif kind == "Blank":
            content = "/>"
        if content is None or not cell.format:
            super()._write_cell(row, col, cell)
        else:
            self.fh.write(f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"{content}')


def _is_plain(text: str) -> bool:
    """Whether a text is written as it is: nothing to escape, and no space at an end."""
    return text.isprintable() and not _ESCAPED.search(text) and not text[:1].isspace() and not text[-1:].isspace()
