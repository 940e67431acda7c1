"""docs/json.md names every key that a command's JSON has, and none that it never has."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engine import scored_towns
from slots.county import calculated, policy, program, project

from techreform_cli.report.json_document import document
from tests.batch.counties import write_paid_in_parts

from .conftest import Ran

ROOT = Path(__file__).parents[2]
DOCUMENT, RULES = ROOT / "docs" / "json.md", ROOT / "rules"
CLEAN, CLERKS = ROOT / "samples" / "示例台账.xlsx", ROOT / "samples" / "示例台账_日常.xlsx"
VARIES = re.compile(r"\{\w+\}")


def documented() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Per section of the page the paths that its tables name, first those named in the section itself, then with those that another
    section is referred to for (`as …` stands for the paths below)."""
    own: dict[str, set[str]] = {}
    elsewhere: list[tuple[str, str, str, str]] = []
    name = ""
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("## "):
            name = line.removeprefix("## ")
            own[name] = set()
        elif line.startswith("| `"):
            keys, _, told = line.strip("|").partition(" | ")
            first, *others = re.findall(r"`([^`]+)`", keys)
            own[name] |= {first, *(".".join([*first.split(".")[:-1], other.removeprefix(".")]) for other in others)}
            if same := re.search(r"(each )?as `([\w ]+)` `([^`]+)`", told):
                elsewhere.append((name, first + ("[]" if same[1] else ""), same[2], same[3]))
    whole = {section: set(keys) for section, keys in own.items()}
    for name, path, section, other in elsewhere:
        whole[name] |= {path + below.removeprefix(other) for below in own[section] if below.startswith(other + ".")}
    return own, whole


def paths(value: Any, at: str = "") -> Iterator[str]:
    """Every path in a document: targets, targets[].id, totals.equipment_purchase.amount."""
    if at and not at.endswith("[]"):
        yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, f"{at}.{key.replace('.', '·')}" if at else key)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{at}[]")


def pattern(path: str) -> re.Pattern[str]:
    """What a documented path matches: any key where one varies."""
    return re.compile("".join("[^.]+" if VARIES.fullmatch(part) else re.escape(part) for part in re.split(r"(\{\w+\})", path)))


def parts_and_scores(folder: Path) -> list[dict[str, Any]]:
    """Results of calc with instalments, and with scorecards (one group's open); the latter's ledger and policy stay in 计分."""
    slots = "base: {label: 设备购置额, sum: [{field: 设备购置额}]}\nrate: 10%\ninstalments: [{share: 50%}, {share: 50%, offset: 1}]"
    (folder / "计分").mkdir()
    rows = scored_towns.rows(f2=None)
    return [
        calculated(folder, policy(program(slots)), {"项目": [project("P1", 设备购置额=100)]}),
        document(scored_towns.result_of(folder / "计分", rows), []),
    ]


def open_ledger(folder: Path) -> Path:
    """The sample with a day that cannot be read, and without what a target needs: errors, undetermined awards and targets."""
    book = openpyxl.load_workbook(CLEAN)
    for row in book["年度指标"].iter_rows(min_row=2):
        row[4].value = "约数"
    book["项目"]["J3"] = "去年"
    book.save(folder / "缺.xlsx")
    return folder / "缺.xlsx"


def wrong_cases(folder: Path) -> Path:
    """The packaged policy with a case that does not hold."""
    for name in ("dongyuan-2018-2020.yaml", "dongyuan-2018-2020.cases.yaml"):
        text = (RULES / name).read_text("utf-8")
        (folder / name).write_text(text.replace("amount: 200万元", "amount: 201万元"), "utf-8")
    return folder / "dongyuan-2018-2020.yaml"


def two_groups(folder: Path) -> Path:
    """Ledgers of the same enterprises in two groups, and a file that is none."""
    folder.mkdir()
    for name, ledger in (("甲镇.xlsx", CLEAN), ("乙镇.xlsx", CLERKS), ("丙镇.xlsx", CLEAN)):
        shutil.copy(ledger, folder / name)
    (folder / "通知.docx").write_bytes(b"x")
    (folder / "techreform.yaml").write_text(
        'groups: {甲: {ledgers: ["甲镇.xlsx", "乙镇.xlsx"]}, 乙: {ledgers: ["丙镇.xlsx"]}}\n'
        "interpretations: {equipment_floor: {use: lift, confirmed: {by: 张三, on: 2019-01-10}}}\n",
        "utf-8",
    )
    return folder


def dearer(folder: Path) -> Path:
    """The packaged policy with another rate."""
    text = (RULES / "dongyuan-2018-2020.yaml").read_text("utf-8")
    (folder / "改.yaml").write_text(text.replace("value: 20%", "value: 25%"), "utf-8")
    return folder / "改.yaml"


@pytest.fixture
def made(tmp_path: Path, run: Callable[..., Ran]) -> dict[str, list[dict[str, Any]]]:
    """Per section, outputs of its command that together have every key."""

    def of(*arguments: str | Path) -> dict[str, Any]:
        ran = run(*arguments)
        assert ran.out.startswith("{"), ran.err
        found: dict[str, Any] = json.loads(ran.out)
        return found

    def kept(name: str, content: dict[str, Any]) -> Path:
        (tmp_path / name).write_text(json.dumps(content), "utf-8")
        return tmp_path / name

    folder, towns, broken = tmp_path / "台账", two_groups(tmp_path / "镇"), tmp_path / "坏.xlsx"
    folder.mkdir()
    (tmp_path / "分期").mkdir()
    write_paid_in_parts(tmp_path / "分期")
    shutil.copy(CLEAN, folder / "甲.xlsx")
    shutil.copy(CLERKS, folder / "乙.xlsx")
    broken.write_bytes(CLEAN.read_bytes()[:3000])
    year, out, day, js = ("--year", "2019"), ("-o", tmp_path / "结果"), ("--as-of", "2019-06-30", "--format", "json"), "--json"
    calc = of("calc", CLEAN, *year, js, *out)
    other = of("calc", CLEAN, *year, "--set", "equipment_tax=excluded", "--set", "equipment_rate=25%", js, *out)
    before = of("summary", CLEAN, "--as-of", "2019-06-23", "--format", "json")
    packaged, example = RULES / "dongyuan-2018-2020.yaml", RULES / "examples" / "yunling-2024-2026.yaml"
    parts, scores = parts_and_scores(tmp_path)
    scored = of("summary", tmp_path / "计分" / "台账.xlsx", "--policy", tmp_path / "计分" / "政策.yaml", "--as-of", "2024-06-30", *day[2:])
    return {
        "calc": [calc, other, of("calc", folder, *year, js, *out), parts, scores],
        "explain": [of("explain", CLEAN, name, *year, "--format", "json") for name in ("铁牛", "康源", "宏远")],
        "diff": [of("diff", kept("旧.json", other), kept("新.json", calc), js)],
        "check": [of("check", one, js) for one in (CLERKS, broken)],
        "inspect": [of("inspect", CLERKS, js)],
        "config": [of("config", towns, js)],
        "whatif": [of("whatif", CLEAN, *year, "--set", change, js, *out) for change in ("equipment_rate=25%", "target_source=official")],
        "forecast": [of("forecast", CLEAN, js, *out)],
        "summary": [
            of("summary", CLEAN, broken, "--since", kept("上周.json", before), *day, "--set", "equipment_rate=25%"),
            of("summary", open_ledger(tmp_path), *day),
            scored,
        ],
        "policy list": [of("policy", "list", js)],
        "policy check": [of("policy", "check", packaged, js)],
        "policy test": [of("policy", "test", wrong_cases(tmp_path), js)],
        "policy show": [of("policy", "show", one, js) for one in (packaged, example)],
        "policy diff": [of("policy", "diff", packaged, dearer(tmp_path), "--ledger", CLEAN, js)],
        "batch": [
            of("batch", towns, *year, js, "--set", "equipment_rate=25%", "--jobs", "1", *out),
            of("batch", tmp_path / "分期", "--year", "2025", js, "--jobs", "1", *out),
        ],
    }


def beginnings(path: str) -> set[str]:
    """The path and those above it: a, a[].b, a[].b.c."""
    parts = path.split(".")
    return {".".join(parts[:n]).removesuffix("[]") for n in range(1, len(parts) + 1)}


@pytest.mark.slow
def test_every_key_is_documented_and_every_documented_one_exists(made: dict[str, list[dict[str, Any]]]) -> None:
    own, whole = documented()
    assert set(own) == set(made)
    for section, outputs in made.items():
        found = {path for output in outputs for path in paths(output)}
        known = [pattern(one) for path in whole[section] for one in beginnings(path)]
        assert [path for path in sorted(found) if not any(one.fullmatch(path) for one in known)] == [], f"{section}: not documented"
        gone = [path for path in sorted(own[section]) if not any(pattern(path).fullmatch(one) for one in found)]
        assert gone == [], f"{section}: documented, but no output has it"
