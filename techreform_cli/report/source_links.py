"""Cells of the ledger named in a workbook, and the link that opens one where the ledger lies beside the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePath

from techreform_cli.domain.source import SourceRef
from techreform_cli.report.book import Cell, quoted

BESIDE = "蓝字的单元格可以点开台账，要求本工作簿和台账放在同一个文件夹、台账没有改名。"
MOST_NAMED = 24
_UNLINKED = ("#", "%")  # a link cannot hold such a name as it is
_WITHOUT_SHEETS = {".csv", ".txt", ".tsv"}


def places_words(cells: Iterable[SourceRef], file: str) -> str:
    """Cells grouped by sheet: 《项目》F12、F13；《企业》C4. The file is named where it is not `file`; beyond two dozen only counted."""
    groups: dict[str, list[str]] = {}
    found = list(cells)
    if len(found) == 1 and found[0].file == file:  # as most are
        return f"《{found[0].sheet}》{found[0].cell}"
    distinct = list(dict.fromkeys(found))
    for cell in distinct[:MOST_NAMED]:
        sheet = f"《{cell.sheet}》" if cell.file == file else f"{cell.file}《{cell.sheet}》"
        groups.setdefault(sheet, []).append(cell.cell)
    words = "；".join(sheet + "、".join(found) for sheet, found in groups.items())
    return words + (f" 等 {len(distinct)} 格" if len(distinct) > MOST_NAMED else "")


def source_cell(cells: Iterable[SourceRef], file: str, text: str = "", style: str = "wrap") -> Cell:
    """A workbook cell that names cells of the ledger (or says `text`) and opens the first of them."""
    found = list(cells)
    words = text or places_words(found, file)
    link = _link(found[0]) if found else ""
    return Cell(words, "link" if link else style, link=link)


def _link(cell: SourceRef) -> str:
    """Relative, by the file's name alone, so that it holds wherever both files go together."""
    file, sheet = _target(cell.file, cell.sheet)
    return f"{file}#{sheet}!{cell.cell}" if sheet and cell.cell else file


@lru_cache(maxsize=256)
def _target(file: str, sheet: str) -> tuple[str, str]:
    """How a link names a file ("": it cannot) and a sheet of it ("": the file has none)."""
    if any(sign in file for sign in _UNLINKED) or "/" in file or "\\" in file:
        return "", ""
    return f"external:{file}", "" if PurePath(file).suffix.lower() in _WITHOUT_SHEETS else quoted(sheet)
