"""A county's whole ledger reads in a blink: importing pandas costs more."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from techreform_cli.domain.field import Dictionary
from techreform_cli.ledger.read import read_ledger

from .builders import CODE_A


def test_two_thousand_projects(write: Callable[..., Path], dictionary: Dictionary) -> None:
    head = [field.header for field in dictionary.sheet("projects").fields if not field.yearly] + [
        "2018年完成投资(万元)",
        "2019年完成投资(万元)",
    ]
    kinds = {field.header: field.type.value for field in dictionary.sheet("projects").fields}
    values: dict[str, Any] = {"money": 1234.56, "boolean": "是", "date": "2018-9-5", "text": "某某", "choice": "设备更新", "integer": 3}

    def row(number: int) -> list[Any]:
        fixed = {"项目编号": f"P{number}", "统一社会信用代码": CODE_A, "企业名称": "甲公司"}
        fixed |= {"项目名称": f"第{number}线改造", "设备购置额(万元)": 100 + number / 20}  # no two alike
        return [fixed.get(header, values.get(kinds.get(header, "money"))) for header in head]

    path = write({"企业": [["企业名称", "统一社会信用代码"], ["甲公司", CODE_A]], "项目": [head, *map(row, range(2000))]})
    times = []
    for _ in range(3):
        start = time.process_time()
        ledger = read_ledger(path, dictionary)
        times.append(time.process_time() - start)
    assert len(ledger.tables["projects"]) == 2000
    assert min(times) < 0.5, times  # about 0.12 s here; the rest is for slow machines
