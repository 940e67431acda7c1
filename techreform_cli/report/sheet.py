"""A worksheet of XlsxWriter that writes plain cells the short way, and keeps of its rows what a small sheet needs in memory."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from typing import IO, Any

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

KEPT = 2**18
"""Characters of rows that a sheet keeps in memory; beyond them they go to a file. Most sheets of most counties never need one, and
making files is much of what a small workbook takes."""
_ESCAPED = re.compile('[&<>"]|_x')


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that writes plain cells the short way, to the same bytes. XlsxWriter builds each cell of its attributes, searches every
    address and text for signs to escape, and every formula for thirty functions newer than Excel 2010, which ours name in full. Rows once
    left are not kept: neither their cells nor their heights."""

    @property
    def size(self) -> int:
        """Characters of the rows that have been left so far; bytes of those that are on the disk."""
        return int(self.row_data_fh.tell())

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize({**init_data, "constant_memory": False})  # which would make a file at once
        self.constant_memory = True
        self.row_data_fh: IO[str] = io.StringIO(newline="")
        self.fh: IO[str] = self.row_data_fh

    def _write_single_row(self, current_row_num: int = 0) -> None:
        left = self.previous_row
        super()._write_single_row(current_row_num)
        self.row_info.pop(left, None)
        rows = self.row_data_fh
        if isinstance(rows, io.StringIO) and rows.tell() > KEPT:
            self._keep_on_disk(rows.getvalue())

    def _keep_on_disk(self, rows: str) -> None:
        file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=self.tmpdir)  # noqa: SIM115
        file.write(rows)
        self.fh = self.row_data_fh = file

    def _write_optimized_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self.row_data_fh.seek(0)
        shutil.copyfileobj(self.row_data_fh, self.fh)
        self.row_data_fh.close()
        self._xml_end_tag("sheetData")

    def _opt_reopen(self) -> None:
        """The rows are open until they have been written into the workbook."""

    def _opt_close(self) -> None:
        self.row_data_fh.close()

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
