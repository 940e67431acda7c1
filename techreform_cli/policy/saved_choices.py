"""The file of choices beside a ledger, read as strictly as a policy file: what each worksheet and column is to be taken for.

工作表:
  项目:
    当作: 项目
    表头行: 3-4
    列:
      设备额: 设备购置额(万元)
      备注: 不用
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from techreform_cli.domain.choices import COLUMNS, ENDING, HEADER_ROWS, KIND, SHEETS, SavedChoices, SavedColumn, SavedSheet, Written
from techreform_cli.domain.problem import LedgerUnreadable, PolicyInvalid, Problem
from techreform_cli.policy.scalars import written
from techreform_cli.policy.yaml_source import Document, Path_, parse_yaml

CODE, WRONG = "L048", "列对应文件写错了"
PARTS = (KIND, HEADER_ROWS, COLUMNS)


def choices_file(ledger: Path) -> Path:
    """Where the choices of the ledger at `ledger` are saved: beside a file, inside a folder."""
    if os.path.isdir(ledger):  # noqa: PTH112  a name that is too long is no folder
        return ledger / f"{ENDING}.yaml"
    return ledger.with_name(f"{ledger.stem}.{ENDING}.yaml")


def read_choices(ledger: Path) -> SavedChoices | None:
    """What was saved for the ledger at `ledger`; None if nothing was. Raises LedgerUnreadable with every error of the file."""
    path = choices_file(ledger)
    if not os.path.isfile(path):  # noqa: PTH113  as above
        return None
    try:
        document = parse_yaml(path)
        sheets = _sheets(document)
        document.raise_if_errors()
    except PolicyInvalid as error:
        raise LedgerUnreadable([Problem(CODE, p.severity, f"{WRONG}：{p.message}", p.remedy, p.source) for p in error.problems]) from None
    return SavedChoices(path.name, sheets)


def _sheets(document: Document) -> tuple[SavedSheet, ...]:
    data = document.data
    if not isinstance(data, dict) or SHEETS not in data:
        document.add(CODE, (), f"没有“{SHEETS}”这一项，不是列对应文件", f"第一行写 {SHEETS}:，下面缩进写各张工作表；或改名、移走这个文件")
        return ()
    _known(document, data, (), (SHEETS,))
    sheets = _mapping(document, data[SHEETS], (SHEETS,))
    return tuple(_sheet(document, name, entry) for name, entry in sheets.items())


def _sheet(document: Document, name: str, entry: Any) -> SavedSheet:
    path: Path_ = (SHEETS, name)
    parts = _mapping(document, entry, path)
    _known(document, parts, path, PARTS)
    columns = _mapping(document, parts.get(COLUMNS), (*path, COLUMNS))
    found = [(_at(document, (*path, COLUMNS, key), key), _text(document, value, (*path, COLUMNS, key))) for key, value in columns.items()]
    kind, rows = (_text(document, parts[part], (*path, part)) if part in parts else None for part in (KIND, HEADER_ROWS))
    if kind is None and (columns or rows):
        document.add(CODE, path, f"工作表“{name}”没有写“{KIND}”", f"补上一行，如 {KIND}: 项目")
    return SavedSheet(_at(document, path, name), kind, rows, tuple(SavedColumn(key, value) for key, value in found if value))


def _mapping(document: Document, value: Any, path: Path_) -> dict[str, Any]:
    """The entries at `path`; none where nothing is written, or everything is a comment."""
    if isinstance(value, dict):
        return value
    if value is not None:
        document.add(CODE, path, f"“{path[-1]}”应有下级内容", "换行缩进写")
    return {}


def _known(document: Document, parts: dict[str, Any], path: Path_, names: tuple[str, ...]) -> None:
    for name in parts:
        if name not in names:
            near = document.nearest(name, names, 0.4)
            advice = f"是否为 {near}？" if near else ""
            document.add(CODE, (*path, name), f"没有“{name}”这一项", f"{advice}可写的有：{'、'.join(names)}")


def _text(document: Document, value: Any, path: Path_) -> Written | None:
    """A text or a whole number as written; None, and an error, for anything else."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return _at(document, path, str(value))
    empty = value is None
    document.add(CODE, path, f"“{path[-1]}”后面没有写内容" if empty else f"“{path[-1]}”不能是 {written(value)}", "写上内容，或删去这一行")
    return None


def _at(document: Document, path: Path_, text: str) -> Written:
    line, column = document.mark(path)
    return Written(text, f"{line}:{column}")
