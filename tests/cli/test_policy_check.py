"""techreform policy check: what it lists, how it ends, and that no file whatever takes long or runs anything."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from techreform_cli.policy.packaged import rules_folder

from .conftest import Ran

Run = Callable[..., Ran]
TEXT = (rules_folder() / "dongyuan-2018-2020.yaml").read_text("utf-8")
BOMB = "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a, *a, *a, *a, *a, *a, *a]\n" for i in range(20))


def swapped(old: str, new: str) -> bytes:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new).encode()


# name: (content, code, words)
HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "a bomb of aliases": (BOMB.encode(), "P005", "锚点"),
    "a bomb inside a policy": (swapped("clauses:\n", "clauses: &c\n"), "P005", "锚点"),
    "deep lists": (b"a: " + b"[" * 100_000, "P005", "嵌套超过"),
    "deep mappings": ("".join("  " * i + "a:\n" for i in range(300)).encode(), "P005", "嵌套超过"),
    "ten megabytes": (b"a: " + b"x" * 10_000_000, "P002", "256 KB"),
    "ten megabytes of lines": (b"a: 1\n" * 2_000_000, "P002", "256 KB"),
    "a key twice": (swapped("\nfund_programs:", "\ntargets: {}\nfund_programs:"), "P007", "写了两次"),
    "20 for 20%": (swapped("value: 20%}", "value: 20}"), "P035", "是否为 20%？"),
    "300 for 300万元": (swapped("value: 300万元", "value: 300"), "P035", "这里要写金额"),
    "a day that does not exist": (swapped("issued: 2018-09-15", "issued: 2018-02-31"), "P006", "没有 2018-02-31 这一天"),
    "a tab": (swapped("  plan: {first_year", "\tplan: {first_year"), "P004", "制表符"),
    "GBK": (TEXT.encode("gb18030"), "P003", "UTF-8"),
    "UTF-16": (TEXT.encode("utf-16"), "P003", "UTF-8"),
    "zero bytes": (TEXT.encode()[:200] + b"\0" * 50, "P004", "YAML 不允许的字符"),
    "a Python object": (swapped("issuer: 东源", "issuer: !!python/object/apply:os.system [touch 中招] # 东源"), "P005", "标签"),
    "a Python name": (b"schema: !!python/name:os.system\n", "P005", "标签"),
    "a merge key": (b"schema: techreform/policy/1\n<<: {a: 1}\n", "P011", "缺少“policy”"),
    "two documents": (TEXT.encode() + b"---\na: 1\n", "P005", "两份文档"),
    "an empty file": (b"", "P010", "这不是政策文件"),
    "a list": (b"- a\n- b\n", "P010", "这不是政策文件"),
    "a huge number": (swapped("value: 300万元", "value: 9" + "9" * 5000), "P013", "写的是 999"),
    "a slow pattern": (swapped("value: 300万元", "value: " + "1" * 50_000 + "."), "P013", "写的是 111"),
    "thousands of keys": (b"".join(b"k%d: 1\n" % i for i in range(20_000)), "P012", "未知字段"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_at_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    content, code, words = HOSTILE[name]
    Path("政策.yaml").write_bytes(content)
    started = time.perf_counter()
    ran = run("policy", "check", "政策.yaml")
    assert time.perf_counter() - started < 3  # a second on an idle machine
    assert (ran.code, ran.out) == (4, "")
    lines = ran.err.splitlines()
    assert lines and all(re.match(r"政策\.yaml:\d+:\d+ P0\d\d .*[一-鿿]", line) for line in lines)
    assert any(f" {code} " in line and words in line for line in lines), lines[:5]
    assert max(map(len, lines)) < 1000
    assert [p.name for p in tmp_path.iterdir()] == ["政策.yaml"]


def test_all_errors_are_told_at_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "政策.yaml"
    path.write_bytes(swapped("value: 20%}", "value: 20}").replace(b"flag_above: ", b"flag_abov: "))
    ran = run("policy", "check", path)
    assert ran.code == 4 and [line.split()[1] for line in ran.err.splitlines()] == ["P035", "P012"]


def test_the_packaged_policy(run: Run) -> None:
    ran = run("policy", "check", "dongyuan-2018-2020")
    *findings, summary = ran.out.splitlines()
    assert ran.code == 0 and ran.err == "" and len(findings) == 6
    assert all(re.match(r"dongyuan-2018-2020\.yaml:\d+:\d+ (提醒|说明) P1\d\d ", line) for line in findings)
    assert "（条款：二·2018、二·2019、二·2020、二） → " in ran.out
    assert summary.endswith("没有错误，提醒 3 条，说明 3 条；口径 18 处，待确认 18 处")


def test_strict_ends_with_1_where_there_are_warnings(run: Run, tmp_path: Path) -> None:
    assert run("policy", "check", "dongyuan-2018-2020", "--strict").code == 1
    assert run("policy", "new", tmp_path / "新.yaml").code == 0
    assert run("policy", "check", tmp_path / "新.yaml", "--strict").code == 0


def test_json_of_a_valid_and_of_an_invalid_file(run: Run, tmp_path: Path) -> None:
    found = json.loads(run("policy", "check", "dongyuan-2018-2020", "--json").out)
    assert found["valid"] and found["interpretations"] == {"total": 18, "unconfirmed": 18}
    assert [p["code"] for p in found["problems"]] == ["P121", "P121", "P142", "P141", "P143", "P145"]
    assert found["problems"][3]["clauses"] == ["二·2018", "二·2019", "二·2020", "二"] and found["problems"][3]["line"] > 0
    path = tmp_path / "政策.yaml"
    path.write_bytes(swapped("value: 20%}", "value: 20}"))
    ran = run("policy", "check", path, "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err, found["valid"]) == (4, "", False)
    assert [(p["code"], p["severity"]) for p in found["problems"]] == [("P035", "error")]


def test_a_policy_that_does_not_exist(run: Run) -> None:
    ran = run("policy", "check", "没有")
    assert ran.code == 2 and "找不到政策“没有”" in ran.err
