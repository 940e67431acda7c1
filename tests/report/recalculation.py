"""Opens a workbook in LibreOffice with every stored formula value blanked, and says what it computes itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Values = dict[tuple[str, str], Any]
"""(sheet, cell) -> value of a formula cell; an empty text is None."""

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="没有 LibreOffice（soffice），不能重算工作簿")

_FORMULA_CELL = re.compile(rb"<c ([^>]*)>(<f[^>]*>.*?</f>)<v>.*?</v></c>", re.DOTALL)
_TYPE = re.compile(rb' ?t="[^"]*"')


def stored(path: Path) -> Values:
    """The value stored with every formula of the workbook at `path`."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): _plain(values[sheet.title][cell.coordinate].value)
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def recalculated(path: Path, tmp: Path) -> Values:
    """What LibreOffice computes for the same cells when no formula has a stored value. `tmp` is a folder for the copies."""
    assert SOFFICE, "LibreOffice is not installed"
    blank, out = tmp / "blank.xlsx", tmp / "out"
    blanked(path, blank)
    assert all(value is None for value in stored(blank).values())
    profile = f"-env:UserInstallation=file://{tmp / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(blank)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    computed = openpyxl.load_workbook(out / "blank.xlsx", data_only=True)
    return {(name, cell): _plain(computed[name][cell].value) for name, cell in stored(path)}


def blanked(path: Path, target: Path) -> None:
    """A copy of a workbook in which no formula cell has a value."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = _FORMULA_CELL.sub(lambda m: b"<c " + _TYPE.sub(b"", m[1]) + b">" + m[2] + b"</c>", content)
            copy.writestr(name, content)


def differences(path: Path, tmp: Path) -> list[str]:
    """Every formula whose recalculated value is not the stored one, as a line to read."""
    before, after = stored(path), recalculated(path, tmp)
    return [
        f"{sheet}!{cell}: 存 {value!r} 算 {after[sheet, cell]!r}"
        for (sheet, cell), value in before.items()
        if not same(value, after[sheet, cell])
    ]


def same(one: Any, other: Any) -> bool:
    """Equal texts, or numbers that agree to one part in a million million."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other), 1)
    return bool(one == other)


def _plain(value: Any) -> Any:
    return None if value == "" else value
