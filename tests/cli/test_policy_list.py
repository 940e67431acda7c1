"""techreform policy list: real notices and examples are told apart."""

from __future__ import annotations

import json
from collections.abc import Callable

from .conftest import Ran


def test_the_default_stands_first_and_examples_are_marked(run: Callable[..., Ran]) -> None:
    ran = run("policy", "list")
    lines = [line for line in ran.out.splitlines() if "—" in line]
    assert ran.code == 0 and lines[0].startswith("dongyuan-2018-2020") and lines[0].rstrip().endswith("默认")
    assert next(line for line in lines if line.startswith("yunling-2024-2026")).rstrip().endswith("示例")


def test_json_says_which_are_examples(run: Callable[..., Ran]) -> None:
    found = {row["id"]: row for row in json.loads(run("policy", "list", "--json").out)["policies"]}
    assert (found["dongyuan-2018-2020"]["default"], found["dongyuan-2018-2020"]["example"]) == (True, False)
    assert (found["yunling-2024-2026"]["default"], found["yunling-2024-2026"]["example"]) == (False, True)
