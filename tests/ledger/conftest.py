"""Small ledgers made on the spot: a dict of sheets, each a list of rows, becomes an .xlsx and is read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from techreform_cli.domain.field import Dictionary, FieldSpec
from techreform_cli.domain.ledger import Ledger
from techreform_cli.ledger.read import read_ledger
from techreform_cli.policy.dictionary import load_dictionary
from tests.workbooks import Sheets, save

from .builders import CODE_A

Reader = Callable[..., Ledger]


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return load_dictionary()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets to 台账.xlsx; `edit` may change the openpyxl workbook before it is saved."""

    def write(sheets: Sheets, edit: Callable[[openpyxl.Workbook], None] | None = None, name: str = "台账.xlsx") -> Path:
        return save(tmp_path / name, sheets, edit)

    return write


@pytest.fixture
def read(write: Callable[..., Path], dictionary: Dictionary) -> Reader:
    """Read a ledger of the given sheets; 企业 with one enterprise and an empty 项目 are there unless given."""

    def read(sheets: Sheets, edit: Callable[[openpyxl.Workbook], None] | None = None, *, bare: bool = False) -> Ledger:
        usual: Sheets = (
            {} if bare else {"企业": [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]], "项目": [["项目编号", "项目名称", "企业名称"]]}
        )
        return read_ledger(write(usual | sheets, edit), dictionary)

    return read


@pytest.fixture
def field(dictionary: Dictionary) -> Callable[[str], FieldSpec]:
    """The field of a 表.字段 name."""
    return lambda name: dictionary.named(name)[0]


@pytest.fixture
def repack(tmp_path: Path) -> Callable[..., Path]:
    """A copy of a workbook with some parts of its zip replaced by `change(name, content)`."""

    def repack(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
        out = tmp_path / f"改_{path.name}"
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(name, change(name, source.read(name)))
        return out

    return repack
