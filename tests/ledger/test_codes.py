"""The table of problem codes is complete and in a clerk's words."""

from __future__ import annotations

import re
from pathlib import Path

import techreform_cli.ledger
from techreform_cli.ledger.codes import CODES

PACKAGE = Path(techreform_cli.ledger.__file__).parent


def test_every_code_in_the_package_is_in_the_table_and_the_other_way_round() -> None:
    sources = [path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.parent.name != "codes"]
    used = {code for source in sources for code in re.findall(r'"(L\d{3})"', source)}
    assert used == set(CODES)


def test_texts_are_chinese_and_say_what_to_do() -> None:
    for code, entry in CODES.items():
        assert re.search(r"[一-鿿]", entry.title) and re.search(r"[一-鿿]", entry.what) and entry.why, code
        assert entry.remedy or entry.severity == "note", code
        assert not entry.what.endswith("。") and not entry.remedy.endswith("。"), code


def test_l012_is_the_one_the_design_names() -> None:
    assert CODES["L012"].title == "不是数字"
