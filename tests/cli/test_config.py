"""techreform.yaml, the environment and the command line: which wins, what is said about it, and techreform config."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from techreform_cli.cli.chinese import columns_of
from techreform_cli.domain.county import FORMATS
from techreform_cli.policy.packaged import packaged

from .conftest import Ran, no_english

Run = Callable[..., Ran]
VARIABLES = ("TECHREFORM_POLICY", "TECHREFORM_YEAR", "TECHREFORM_AS_OF", "TECHREFORM_OUT")
OTHER_POLICY = "qinghe-2023"


@pytest.fixture(autouse=True)
def folder(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ledger's folder, which is the current one; nothing is settled in the environment."""
    monkeypatch.chdir(ledger.parent)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return ledger.parent


def write(text: str, folder: Path = Path()) -> None:
    (folder / "techreform.yaml").write_text(text, "utf-8")


def as_json(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0 and ran.err == "", ran
    found: dict[str, Any] = json.loads(ran.out)
    return found


def setting(found: dict[str, Any], key: str) -> tuple[Any, str, str | None, str | None]:
    """(value, kind, name, place) of a setting in config --json."""
    one = found["settings"][key]
    return one["value"], one["from"]["kind"], one["from"]["name"], one["from"]["place"]


def outputs(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*_????_*.xlsx"))


# which one wins


@pytest.mark.parametrize(
    ("file", "variable", "flag", "year", "kind"),
    [
        (2018, None, None, 2018, "file"),
        (2018, "2019", None, 2019, "environment"),
        (2018, "2019", "2020", 2020, "flag"),
        (2018, None, "2020", 2020, "flag"),
        (None, "2019", "2020", 2020, "flag"),
        (None, "2019年", None, 2019, "environment"),
        (2018, "  ", None, 2018, "file"),
        (None, None, None, None, "default"),
    ],
)
def test_flag_over_environment_over_file(
    run: Run, monkeypatch: pytest.MonkeyPatch, file: int | None, variable: str | None, flag: str | None, year: int | None, kind: str
) -> None:
    if file:
        write(f"# 年度\nyear: {file}\n")
    if variable:
        monkeypatch.setenv("TECHREFORM_YEAR", variable)
    options = ["--year", flag] if flag else []
    found = setting(as_json(run("config", "--json", *options)), "year")
    assert found[:2] == (year, kind)
    assert found[2:] == {
        "file": ("techreform.yaml", "2:1"),
        "environment": ("TECHREFORM_YEAR", None),
        "flag": ("--year", None),
        "default": (None, None),
    }[kind]


def test_calc_needs_no_options_and_says_what_it_goes_by(run: Run, folder: Path) -> None:
    write("year: 2018\nas_of: 2018-06-30\nout: 结果\nstrict: true\n")
    ran = run("calc", "台账.xlsx")
    assert ran.code == 1  # the second enterprise's 规上 is blank
    assert ran.out.splitlines()[0] == "年度、截至日期、输出文件夹、从严来自 techreform.yaml"
    assert "计算年度：2018年，截至 2018-06-30" in ran.out
    assert outputs(folder) == ["结果/台账_2018_奖补测算.xlsx", "结果/台账_2018_目标进度.xlsx"]
    ran = run("calc", "台账.xlsx", "--year", "2018", "--as-of", "2018-06-30", "-o", "别处", "--no-strict")
    assert ran.code == 0 and "techreform.yaml" not in ran.out
    assert outputs(folder)[:2] == ["别处/台账_2018_奖补测算.xlsx", "别处/台账_2018_目标进度.xlsx"]


def test_the_folder_of_the_file_is_where_its_paths_begin(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = packaged()["dongyuan-2018-2020"].read_text("utf-8").replace("id: dongyuan-2018-2020", "id: wo-xian", 1)
    (folder / "我县.yaml").write_text(text, "utf-8")
    write("policy: 我县.yaml\nout: 结果\nyear: 2019\n")
    monkeypatch.chdir(tmp_path)
    found = as_json(run("calc", folder / "台账.xlsx", "--json", "--no-sensitivity"))
    assert found["policy"]["id"] == "wo-xian"
    assert all(Path(path).parent == folder / "结果" for path in found["outputs"])
    monkeypatch.setenv("TECHREFORM_OUT", "这里")  # as a flag: from the current folder
    found = as_json(run("calc", folder / "台账.xlsx", "--json", "--no-sensitivity"))
    assert all(Path(path).parent == Path("这里") for path in found["outputs"])


def test_a_ledger_that_is_a_folder_has_the_file_inside(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write("year: 2018\nout: 结果\n")
    monkeypatch.chdir(tmp_path)
    found, again = (as_json(run("calc", folder, "--json", "--no-sensitivity")) for _ in range(2))
    assert found["year"] == 2018 and {Path(path).parent for path in found["outputs"]} == {folder / "结果"}
    assert again["ledger"] == found["ledger"]  # what was written there is no part of the ledger


def test_a_day_goes_with_the_year_it_was_settled_with(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("year: 2018\nas_of: 2018-06-30\n")
    assert as_json(run("calc", "台账.xlsx", "--json", "--no-sensitivity"))["as_of"] == "2018-06-30"
    ran = run("calc", "台账.xlsx", "--year", "2019", "--no-sensitivity")
    assert "截至 2019-12-31" in ran.out and "截至日期 2018-06-30 不在 2019 年，没有用" in ran.out
    monkeypatch.setenv("TECHREFORM_YEAR", "2019")
    assert setting(as_json(run("config", "--json")), "as_of")[:2] == (None, "default")
    assert as_json(run("config", "--json"))["doubts"] == ["techreform.yaml 第 2 行的截至日期 2018-06-30 不在 2019 年，没有用"]
    monkeypatch.setenv("TECHREFORM_AS_OF", "2019/3/31")
    assert as_json(run("calc", "台账.xlsx", "--json", "--no-sensitivity"))["as_of"] == "2019-03-31"


def test_every_command_goes_by_the_policy_that_is_settled(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [
        ["calc", "台账.xlsx", "--no-sensitivity"],
        ["check", "台账.xlsx"],
        ["inspect", "台账.xlsx"],
        ["forecast", "台账.xlsx"],
        ["policy", "show"],
        ["config"],
    ]
    write(f"policy: {OTHER_POLICY}\n")
    by_file = [run(*command).out for command in commands]
    assert all("清禾县" in out for out in by_file)
    assert all("政策来自 techreform.yaml" in out for out in by_file[:-1])
    assert run("template", "空.xlsx").out.splitlines()[0] == "政策来自 techreform.yaml"
    monkeypatch.setenv("TECHREFORM_POLICY", "dongyuan-2018-2020")
    assert all("东源县" in run(*command).out for command in (["inspect", "台账.xlsx"], ["policy", "show"], ["config"]))
    assert "清禾县" in run("policy", "show", OTHER_POLICY).out  # a policy that is named is shown as it is


def test_whatif_and_forecast_write_where_it_is_settled(run: Run, folder: Path) -> None:
    write("year: 2018\nout: 结果\n")
    ran = run("whatif", "台账.xlsx", "--set", "rounding=元")
    assert ran.code == 0 and ran.out.startswith("年度、输出文件夹来自 techreform.yaml")
    assert run("forecast", "台账.xlsx").out.startswith("输出文件夹来自 techreform.yaml")
    assert sorted(path.name for path in (folder / "结果").iterdir()) == ["台账_2018_试算对比.xlsx", "台账_预测.xlsx"]


def test_explain_takes_year_and_format(run: Run) -> None:
    write("year: 2018\nformats:\n  explain: md\n")
    ran = run("explain", "台账.xlsx", "甲")
    assert ran.out.startswith("# 甲有限公司") and "2018年" in ran.out
    assert "年度来自 techreform.yaml" in run("explain", "台账.xlsx", "甲", "--format", "text").out
    assert json.loads(run("explain", "台账.xlsx", "甲", "--format", "json").out)["year"] == 2018
    ran = run("explain", "台账.xlsx", "甲", "--format", "pdf")
    assert ran.code == 2 and "--format 可写 text、md、json" in ran.err


def test_check_is_strict_where_it_is_settled(run: Run) -> None:
    assert "错误 0 处，提醒 6 处" in run("check", "台账.xlsx").out
    assert run("check", "台账.xlsx").code == 0
    write("strict: true\n")
    assert run("check", "台账.xlsx").code == 1
    assert run("check", "台账.xlsx", "--no-strict").code == 0
    assert run("check", "台账.xlsx", "--json").code == 1


# what is wrong


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("TECHREFORM_YEAR", "19", "年度“19”不对"),
        ("TECHREFORM_YEAR", "1000", "年度 1000 不合理"),
        ("TECHREFORM_AS_OF", "昨天", "日期“昨天”不对"),
        ("TECHREFORM_POLICY", "没有", "找不到政策“没有”"),
    ],
)
def test_a_wrong_variable_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str) -> None:
    monkeypatch.setenv(variable, value)
    for command in (["calc", "台账.xlsx"], ["config"]):
        ran = run(*command)
        assert (ran.code, ran.out) == (2, "") and ran.err.startswith(f"环境变量 {variable}：{words} → "), ran
        assert no_english(ran.err.partition("可用的有")[0].partition("自带的")[0].replace(variable, ""))


@pytest.mark.parametrize(
    "command",
    ["calc 台账.xlsx", "check 台账.xlsx", "explain 台账.xlsx 甲", "inspect 台账.xlsx", "policy show", "config", "config --json"],
)
def test_a_mistake_in_the_file_ends_every_command_with_its_place(run: Run, folder: Path, command: str) -> None:
    write("year: 19\nyaer: 2019\n")
    ran = run(*command.split())
    assert (ran.code, ran.out) == (4, "")
    assert [line.split()[0] for line in ran.err.splitlines()] == ["techreform.yaml:1:1", "techreform.yaml:2:1"]
    assert outputs(folder) == []


def test_a_file_that_would_not_be_read_is_told(run: Run, folder: Path) -> None:
    (folder / "techreform.yaml.txt").write_text("year: 2019\n", "utf-8")
    ran = run("calc", "台账.xlsx")
    assert ran.code == 4 and "改名为 techreform.yaml" in ran.err


# what the workbook records


def run_command(path: Path) -> list[str]:
    """The command that a workbook says gives it again, without the program's name."""
    sheet = openpyxl.load_workbook(path)["运行凭证"]
    line = next(row[1] for row in sheet.iter_rows(values_only=True) if row[0] == "重算的命令")
    return shlex.split(str(line))[1:]


def test_the_command_names_the_file_of_a_policy_whose_id_means_another(run: Run, folder: Path) -> None:
    """One copied from a packaged policy without a new id: the id would calculate by the packaged one."""
    text = packaged()["dongyuan-2018-2020"].read_text("utf-8")
    for name, content, said in (("同样.yaml", text, "dongyuan-2018-2020"), ("改过.yaml", text + "# 我县\n", "改过.yaml")):
        (folder / name).write_text(content, "utf-8")
        assert run("calc", "台账.xlsx", "--policy", name, "--year", "2018", "-o", "结果").code == 0
        (book,) = (folder / "结果").glob("*奖补测算.xlsx")
        assert run_command(book)[:4] == ["calc", "台账.xlsx", "--policy", said]
        checked = run("policy", "check", name)
        assert ("换一个编号" in checked.out) is (said == "改过.yaml")


@pytest.mark.parametrize("policy", ["", "policy: 我县.yaml\n"])
def test_the_command_in_the_workbook_gives_it_again(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    text = packaged()["dongyuan-2018-2020"].read_text("utf-8").replace("id: dongyuan-2018-2020", "id: wo-xian", 1)
    (folder / "我县.yaml").write_text(text, "utf-8")
    write(f"{policy}year: 2018\nout: 结果\ninterpretations: {{rounding: {{use: 元}}}}\n")
    monkeypatch.setenv("TECHREFORM_AS_OF", "2018-09-30")
    assert run("calc", "台账.xlsx", "--no-sensitivity").code == 0
    before = {path.name: path.read_bytes() for path in (folder / "结果").iterdir()}
    assert len(before) == 2
    monkeypatch.delenv("TECHREFORM_AS_OF")
    command = run_command(folder / "结果" / "台账_2018_奖补测算.xlsx")
    assert not any("/" in word or "结果" in word for word in command)
    assert run(*command, "-o", "再算").code == 0
    assert {path.name: path.read_bytes() for path in (folder / "再算").iterdir()} == before


def test_where_the_year_is_settled_leaves_no_trace_in_the_workbooks(run: Run, folder: Path) -> None:
    run("calc", "台账.xlsx", "--year", "2018", "-o", "一", "--no-sensitivity")
    write("year: 2018\nout: 二\n")
    run("calc", "台账.xlsx", "--no-sensitivity")
    first, second = ({path.name: path.read_bytes() for path in (folder / name).iterdir()} for name in "一二")
    assert first == second and len(first) == 2


# techreform config


@pytest.mark.parametrize(
    ("target", "out", "shown"),
    [("镇", "../结果", "结果"), (".", "../结果", "../结果"), ("镇", "结果/../别处", "镇/别处"), ("镇", ".", "镇")],
)
def test_a_folder_of_results_is_told_the_short_way(run: Run, folder: Path, target: str, out: str, shown: str) -> None:
    (folder / "镇").mkdir()
    write(f"out: {out}\n", folder / target)
    assert setting(as_json(run("config", target, "--json")), "out")[0] == str(Path(shown))


def test_a_link_is_not_shortened_away(run: Run, folder: Path) -> None:
    (folder / "远" / "镇").mkdir(parents=True)
    (folder / "镇").symlink_to(folder / "远" / "镇", target_is_directory=True)
    write("out: ../结果\n", folder / "镇")
    out = setting(as_json(run("config", "镇", "--json")), "out")[0]
    assert Path(out).resolve() == (folder / "远" / "结果").resolve()


def test_who_has_no_file_is_told_how_to_make_one(run: Run) -> None:
    ran = run("config")
    assert ran.code == 0 and ran.err == "" and "没有 techreform.yaml" in ran.out
    assert "techreform config --init" in ran.out.splitlines()[-1]


def test_the_file_to_start_with_settles_nothing_and_is_never_overwritten(run: Run, folder: Path) -> None:
    without = as_json(run("config", "--json"))
    assert "已写出 techreform.yaml" in run("config", "--init").out
    content = (folder / "techreform.yaml").read_bytes()
    assert content.startswith("\ufeff".encode()) and content.count(b"\r\n") == content.count(b"\n")
    found = as_json(run("config", "--json"))
    assert found == {**without, "file": "techreform.yaml"}
    ran = run("config", "--init")
    assert ran.code == 5 and ran.out == "" and (folder / "techreform.yaml").read_bytes() == content


@pytest.mark.parametrize("policy", sorted(packaged()))
def test_every_line_of_it_may_be_made_to_count(run: Run, folder: Path, policy: str) -> None:
    """Lines that begin with # and no space, freed of it, and a name and a day filled in: as it stands it is the policy in force."""
    run("config", "--init", "--policy", policy)
    text = (folder / "techreform.yaml").read_text("utf-8-sig")
    freed = re.sub(r"^#(?! )|^#(?=  +\S+:)", "", text, flags=re.MULTILINE)
    freed = freed.replace("by: 姓名, on: 日期", "by: 张三, on: 2024-01-10")
    write(freed)
    found = as_json(run("config", "--json"))
    assert found["policy"]["id"] == policy and list(found["groups"]) == ["全县"]
    assert {key: value["from"]["kind"] for key, value in found["settings"].items()} == dict.fromkeys(found["settings"], "file")
    assert all(item["confirmed"] == {"by": "张三", "on": "2024-01-10"} for item in found["interpretations"].values())


def test_options_beside_init_are_written_into_the_file(run: Run, folder: Path) -> None:
    (folder / "镇").mkdir()
    (folder / "我县.yaml").write_bytes(packaged()["dongyuan-2018-2020"].read_bytes())
    ran = run("config", "镇", "--init", "--year", "2018", "--as-of", "2018-06-30", "-o", "镇/结 果", "--policy", "我县.yaml")
    assert ran.code == 0, ran
    found = as_json(run("config", "镇", "--json"))
    assert {key for key, one in found["settings"].items() if one["from"]["kind"] == "file"} == {"policy", "year", "as_of", "out"}
    assert [setting(found, key)[0] for key in ("year", "as_of", "out")] == [2018, "2018-06-30", str(Path("镇/结 果"))]
    for option in (["--json"], ["--set", "rounding=元"]):
        ran = run("config", "--init", *option)
        assert ran.code == 2 and "--init 不和" in ran.err and not (folder / "techreform.yaml").exists()


def test_a_confirmation_that_nobody_filled_in_is_refused(run: Run, folder: Path) -> None:
    run("config", "--init")
    text = (folder / "techreform.yaml").read_text("utf-8-sig")
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("#interpretations"))
    write("\n".join([*lines[:at], *(line.removeprefix("#") if line.startswith("#") else line for line in lines[at : at + 7])]))
    ran = run("config")
    assert ran.code == 4 and "“on”应是日期" in ran.err


def test_readings_and_where_they_come_from(run: Run) -> None:
    write("interpretations:\n  stacking: {use: higher, confirmed: {by: 张三, on: 2019-01-10}}\n  rounding: {use: 元}\n")
    found = as_json(run("config", "--json", "--set", "rounding=百元"))["interpretations"]
    assert found["stacking"] == {
        "use": "higher",
        "confirmed": {"by": "张三", "on": "2019-01-10"},
        "from": {"kind": "file", "name": "techreform.yaml", "place": "2:3"},
    }
    assert found["rounding"] == {"use": "百元", "confirmed": None, "from": {"kind": "flag", "name": "--set", "place": None}}
    assert found["engaged"]["from"]["kind"] == "default"
    out = run("config").out
    lines = [line.strip() for line in out.splitlines()]
    told = lines[lines.index("· 同一企业同一年度能否同时享受四(一)和四(五)？") + 1]
    assert told.endswith("（stacking=higher），张三 2019-01-10 确认，techreform.yaml 第 2 行")
    assert "现用“当年有完成投资的项目”（engaged=invests），待确认，默认" in lines and "口径（共 18 处，已确认 1 处）" in lines


def test_groups_with_the_ledgers_they_catch(run: Run, folder: Path, ledger_bytes: bytes) -> None:
    (folder / "镇").mkdir()
    for name in ("镇/甲.xlsx", "镇/乙.xlsx", "镇/~$甲.xlsx"):
        (folder / name).write_bytes(ledger_bytes)
    run("calc", "台账.xlsx", "--year", "2019")
    groups = ['全县: {ledgers: ["*.xlsx", 镇/甲.xlsx]}', f'镇: {{ledgers: ["镇/*"], policy: {OTHER_POLICY}}}', "园区: {ledgers: [园.xlsx]}"]
    write("groups:\n" + "".join(f"  {group}\n" for group in groups))
    found = as_json(run("config", "--json"))
    assert found["groups"]["全县"]["files"] == ["台账.xlsx", "镇/甲.xlsx"]  # not the workbooks written beside it
    assert (found["groups"]["镇"]["files"], found["groups"]["镇"]["policy"]) == (["镇/乙.xlsx", "镇/甲.xlsx"], OTHER_POLICY)
    assert found["groups"]["全县"]["from"]["place"] == "2:3"
    assert [re.sub("（.*", "", doubt) for doubt in found["doubts"]] == [
        "分组“园区”没有找到台账",
        "“甲.xlsx”在“全县”和“镇”两个分组里，会算两次 → 只留在一个分组",
    ]
    write('groups: {一: {ledgers: [镇]}, 二: {ledgers: ["镇/*.xlsx"]}}\n')
    assert len(as_json(run("config", "--json"))["doubts"]) == 2  # both files of a folder that is a ledger of the other group
    write("groups:\n" + "".join(f"  {group}\n" for group in groups))
    assert "镇：2 本台账，政策 qinghe-2023（techreform.yaml 第 3 行）" in run("config").out


def test_a_variable_that_means_nothing_is_pointed_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TECHREFORM_YAER", "2019")
    assert "环境变量 TECHREFORM_YAER 不起作用" in run("config").out


@pytest.mark.parametrize("target", ["没有.xlsx", "没有这个文件夹/", "长" * 300])
def test_a_place_that_does_not_exist(run: Run, target: str) -> None:
    ran = run("config", target)
    assert ran.code == 2 and ran.out == "" and "找不到" in ran.err and ran.err.count("\n") == 1


def test_a_ledger_or_its_folder_may_be_named(run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("year: 2018\n")
    monkeypatch.chdir(tmp_path)
    for target in (folder, folder / "台账.xlsx"):
        assert setting(as_json(run("config", target, "--json")), "year")[0] == 2018
    assert setting(as_json(run("config", "--json")), "year")[0] is None
    (tmp_path / "新").mkdir()
    assert f"已写出 {Path('新') / 'techreform.yaml'}" in run("config", "新", "--init").out


def test_a_folder_of_results_that_cannot_be_is_told_with_where_it_comes_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("占用").write_text("", "utf-8")
    monkeypatch.setenv("TECHREFORM_OUT", "占用")
    for command in ("calc", "forecast", "batch"):
        ran = run(command, "台账.xlsx", *(["--year", "2019"] if command != "forecast" else []))
        assert ran.code == 5 and "占用” → " in ran.err and ran.err.rstrip().endswith("（输出文件夹来自环境变量 TECHREFORM_OUT）")
    monkeypatch.delenv("TECHREFORM_OUT")
    write("out: 占用\n")
    assert run("calc", "台账.xlsx").err.rstrip().endswith("（输出文件夹来自 techreform.yaml 第 1 行）")
    assert "来自" not in run("calc", "台账.xlsx", "-o", "占用").err


def test_a_long_folder_is_shown_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("out: " + "很长的文件夹名" * 20 + "\nyear: 2019\n")
    assert "很长的文件夹名" * 20 in run("config").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    out = re.sub(r"\x1b\[[0-9;]*m", "", run("config").out)
    assert "很长的文件夹名" * 20 in re.sub(r"\s", "", out.replace("techreform.yaml 第 1 行", ""))
    assert max(columns_of(line) for line in out.splitlines()) <= 100
    assert "techreform.yaml 第 2 行" in out


def test_a_console_that_lacks_characters(process: Callable[..., Ran], folder: Path) -> None:
    write("year: 2018\n")
    assert "2018年" in process("config", cwd=folder, encoding="gbk", PYTHONIOENCODING="gbk").out
    assert process("config", "--json", cwd=folder, PYTHONIOENCODING="ascii").code == 0


def test_the_formats_in_the_table_are_those_of_explain() -> None:
    assert FORMATS["explain"] == ("text", "md", "json")
