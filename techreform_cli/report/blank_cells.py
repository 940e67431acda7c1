"""The cells to fill in, each with the header of its column: 请填《项目》L58〔设备购置额(万元)〕."""

from __future__ import annotations

from collections.abc import Iterable

from techreform_cli.domain.ledger import Ledger
from techreform_cli.domain.source import SourceRef
from techreform_cli.report.source_links import MOST_NAMED


class BlankCells:
    """Names cells of one ledger by the headers as they stand there."""

    def __init__(self, ledger: Ledger) -> None:
        self._file = ledger.file
        self._headers = {(seen.file, seen.sheet, one.letter): one.header for seen in ledger.readings for one in seen.columns}

    def wanted(self, cells: Iterable[SourceRef], most: int = MOST_NAMED) -> str:
        """What is asked for, the cells grouped by sheet, beyond `most` only counted; "" without a cell."""
        distinct = list(dict.fromkeys(cells))
        groups: dict[str, list[str]] = {}
        for cell in distinct[:most]:
            sheet = f"《{cell.sheet}》" if cell.file == self._file else f" {cell.file}《{cell.sheet}》"
            groups.setdefault(sheet, []).append(cell.cell + self._header(cell))
        words = "；".join(sheet + "、".join(found) for sheet, found in groups.items())
        return (f"请填{words}" + (f" 等 {len(distinct)} 格" if len(distinct) > most else "")) if words else ""

    def _header(self, cell: SourceRef) -> str:
        header = self._headers.get((cell.file, cell.sheet, cell.cell.rstrip("0123456789")), "")
        return f"〔{header}〕" if header else ""
