"""techreform check: all problems at once, each with its place; how the ledger was read; codes explained; the annotated copy."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from techreform_cli.pipeline import explanations
from tests.workbooks import Sheets, save

from .conftest import CODE, OTHER, PROJECTS, SHEETS, Ran, no_english

Run = Callable[..., Ran]
SAMPLE = Path(__file__).parents[2] / "samples" / "示例台账_日常.xlsx"
PLACED = re.compile(r"  .+?\.xlsx(《.+?》)?([A-Z]+\d+)?( 〔.+?〕)? [LE]\d{3} .*[一-鿿]")


def project(number: str, *, equipment: Any = 800, completed: Any = "2018-11-30", kind: str = "设备更新", code: Any = CODE) -> list[Any]:
    own = [number, "冲压线", code, "甲有限公司", kind, "否", "备1", None, "2018-02-01", completed, 900, equipment]
    return [*own, "是", "是", "否", 900, 0]


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A ledger with something wrong of many kinds: 30 inexact amounts, 25 equal wrong days, a name like a formula …"""
    header = [name.replace("完工日期", "竣工时间").replace("设备购置额(万元)", "设备投资额") for name in PROJECTS.split()]
    rows = [project(f"X{i}", equipment=f"约{i}") for i in range(1, 31)] + [project(f"Y{i}", completed="2018-02-30") for i in range(25)]
    rows += [project("X1", kind="厂房装修"), project("Z1", code=9.14416250000018e17), ["合计", *[None] * 10, 99999], ["填表人：李四"]]
    sheets: Sheets = {
        "企业": [*SHEETS["企业"], ["[red]丁公司", "12345", "灯塔镇", "", 810, "待定"]],
        "技改项目明细": [["某县技术改造项目台账"], [], [*header, "联系人"], *rows],
        "年度指标": [*SHEETS["年度指标"], [OTHER, "乙有限公司", "去年", "是", "五千", 1, "六十人左右", 1, 1]],
        "已拨付": [
            ["统一社会信用代码", "企业名称", "项目编号", "奖补类别", "年度", "金额(万元)", "拨付日期"],
            [CODE, "甲有限公司", "X1", "设备购置奖补", 2018, 10, "2019-03"],
        ],
        "随手记": [["a"], [1]],
    }
    return save(tmp_path / "乱 台账.xlsx", sheets)


def problems(run: Run, *arguments: str | Path) -> list[dict[str, str]]:
    return list(json.loads(run("check", *arguments, "--json").out)["problems"])


# what is said


def test_one_line_has_place_header_code_finding_and_remedy(run: Run, nasty: Path) -> None:
    out = run("check", nasty).out
    line = "  乱 台账.xlsx《技改项目明细》L4 〔设备投资额〕 L012 填的是「约1」，不是一个确切的数字 → 填 1，或确切的数"
    assert line in out.splitlines()
    assert "  乱 台账.xlsx《已拨付》D2 〔奖补类别〕 E005 奖补类别“设备购置奖补”写法不清" in out


def test_one_root_cause_is_said_once(run: Run, nasty: Path) -> None:
    lines = run("check", nasty).out.splitlines()
    at = lines.index("L012 不是数字：32 处")
    assert [line.partition(" 〔")[0] for line in lines[at + 1 : at + 4]] == [f"  乱 台账.xlsx《技改项目明细》L{row}" for row in (4, 5, 6)]
    assert lines[at + 4] == "  另有 27 处（L7–L33）"
    days = [line for line in lines if " L015 " in line]
    assert len(days) == 1 and "J34、J35、J36 等 25 处（J34–J58） 〔竣工时间〕 L015 填的是「2018-02-30」" in days[0]


def test_all_lists_every_place(run: Run, nasty: Path) -> None:
    shown = run("check", nasty).out
    assert "全部列出：--all" in shown
    every = run("check", nasty, "--all").out
    assert "另有" not in every and "--all" not in every
    assert len([line for line in every.splitlines() if PLACED.match(line)]) == len(problems(run, nasty))


def test_errors_first_then_a_count_and_what_to_do(run: Run, nasty: Path) -> None:
    lines = run("check", nasty).out.splitlines()
    found = problems(run, nasty)
    count = {severity: sum(p["severity"] == severity for p in found) for severity in ("error", "warning", "note")}
    heads = [line for line in lines if re.fullmatch(r"(错误|提醒|说明) [\d,]+ 处", line)]
    assert heads == [f"错误 {count['error']} 处", f"提醒 {count['warning']} 处", f"说明 {count['note']} 处"]
    assert lines[-2] == "，".join(heads) + f'。改好后保存，再检查一遍：techreform check "{nasty}"'
    assert lines[-1] == "看编号的意思：--explain L012；全部列出：--all；在台账副本上标出来：--annotate"


def test_how_it_was_read(run: Run, nasty: Path) -> None:
    out = run("check", nasty).out
    row = next(line.split() for line in out.splitlines() if line.startswith("技改项目明细"))
    assert row == ["技改项目明细", "项目", "第", "3", "行", "59", "行", "56", "行", "√", "合计行", "1、表尾说明", "1、重复的行", "1"]
    assert "《技改项目明细》金额按万元；竣工时间→完工日期，设备投资额→设备购置额；没有使用 联系人（R）" in out.replace("\n  ", "")
    assert "随手记         没有使用" in out and "计划总投资(万元)→" not in out
    assert "核对：√ 读到的行数 = 计入 + 未计入，与另外清点的文件内容一致" in out


@pytest.mark.parametrize("path", [SAMPLE, None])
def test_every_problem_is_chinese_and_placed(run: Run, nasty: Path, path: Path | None) -> None:
    path = path or nasty
    out = run("check", path, "--all").out
    body = out[re.search(r"^(错误|提醒|说明) ", out, re.MULTILINE).start() :]  # type: ignore[union-attr]
    lines = [line for line in body.splitlines()[:-2] if line and not re.match(r"(错误|提醒|说明) \d|[LE]\d{3} .+：\d+ 处$", line)]
    assert lines and all(PLACED.match(line) for line in lines)
    assert no_english(re.sub(r"[「“].*?[」”]|（[A-Z]+）", "", out.replace(str(path), ""))), out
    for problem in problems(run, path):
        assert problem["remedy"] or problem["severity"] == "note"
        assert problem["cell"] or problem["code"] in ("L031", "L039", "L042", "L045") or problem["sheet"]


def test_a_clean_ledger(run: Run, ledger: Path) -> None:
    ran = run("check", ledger)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-2].endswith(f"没有错误，可以计算：techreform calc {ledger}")


def test_rows_that_do_not_add_up_are_marked(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from techreform_cli.ledger import tables

    monkeypatch.setattr(tables, "check_count", lambda *_: 99)
    assert " × " in run("check", ledger).out
    monkeypatch.setattr(tables, "check_count", lambda *_: None)
    assert "核对：— 读到的行数 = 计入 + 未计入；这种格式没有第二种清点办法" in run("check", ledger).out


# exit codes and JSON


def test_exit_codes(run: Run, nasty: Path, ledger: Path, tmp_path: Path) -> None:
    assert run("check", nasty).code == 1 and run("check", nasty, "--json").code == 1
    assert run("check", ledger).code == 0 and run("check", SAMPLE).code == 0
    warned = tmp_path / "提醒.xlsx"
    book = openpyxl.load_workbook(ledger)
    book["年度指标"].title = "Sheet1"  # taken by its header alone
    book.save(warned)
    assert run("check", warned).code == 0 and run("check", warned, "--strict").code == 1
    assert run("check", SAMPLE, "--strict").code == 0
    assert run("check", tmp_path / "没有.xlsx").code == 3
    assert run("check", ledger, "--policy", "没有").code == 2
    (tmp_path / "坏.yaml").write_text("a: 1\n", "utf-8")
    assert run("check", ledger, "--policy", tmp_path / "坏.yaml").code == 4


def test_json(run: Run, nasty: Path) -> None:
    found = json.loads(run("check", nasty, "--json").out)
    assert list(found) == ["schema_version", "policy", "ledger", "sheets", "counts", "problems", "outputs"]
    assert found["policy"]["id"] == "dongyuan-2018-2020" and found["ledger"]["file"] == nasty.name and len(found["ledger"]["sha256"]) == 64
    sheet = next(sheet for sheet in found["sheets"] if sheet["taken_as"] == "项目")
    assert (sheet["sheet"], sheet["header_rows"], sheet["unit"], sheet["rows_read"], sheet["rows_used"]) == (
        "技改项目明细",
        [3],
        "万元",
        59,
        56,
    )
    assert sheet["excluded"] == {"合计行": 1, "表尾说明": 1, "重复的行": 1} and sheet["rows_counted"] == 59
    assert sheet["columns"][11] == {"column": "L", "header": "设备投资额", "field": "设备购置额"}
    assert sheet["columns"][17] == {"column": "R", "header": "联系人", "field": ""}
    assert sum(found["counts"].values()) == len(found["problems"])
    first = next(p for p in found["problems"] if p["code"] == "L012" and p["sheet"] == "技改项目明细")
    assert first == {
        "code": "L012",
        "severity": "error",
        "file": nasty.name,
        "sheet": "技改项目明细",
        "cell": "L4",
        "field": "设备购置额",
        "message": "「设备购置额」填的是「约1」，不是一个确切的数字",
        "remedy": "填 1，或确切的数",
    }


def test_json_of_a_ledger_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    ran = run("check", tmp_path / "空.xlsx", "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err, found["counts"]["error"]) == (3, "", 1)
    assert [(p["code"], p["file"]) for p in found["problems"]] == [("L003", "空.xlsx")]


def test_what_calc_finds_about_names_is_found_here_too(run: Run, nasty: Path) -> None:
    """Everything that calc says of the ledger without having calculated."""
    calc = json.loads(run("calc", nasty, "--json", "-o", nasty.parent, "--year", "2018", "--no-sensitivity").out)["problems"]
    later = {"E002", "E006", "E007", "E017", "E018", "E019", "E020"}
    mine = [(p["code"], p["sheet"], p["cell"]) for p in problems(run, nasty)]
    assert mine == [(p["code"], p["sheet"], p["cell"]) for p in calc if p["code"] not in later]


# --explain


def test_codes_are_explained(run: Run) -> None:
    ran = run("check", "--explain", "l012，L034", "e003")
    assert (ran.code, ran.err) == (0, "")
    parts = ran.out.split("\n\n")
    assert [part.splitlines()[0] for part in parts] == ["L012 不是数字（错误）", "L034 缺少列（提醒）", "E003 用别的列代替（说明）"]
    text = parts[0].replace("\n", "").replace("  ", "")
    assert "例如：台账.xlsx《项目》F12 〔设备购置额〕 L012 填的是「约500」，不是一个确切的数字 → 填 500，或确切的数" in text
    assert "为什么：约数和文字不能参加计算" in text and "怎么办：请改成数字，如 500 或 500万元" in text


def test_every_code_has_an_explanation() -> None:
    sources = (Path(__file__).parents[2] / "techreform_cli").rglob("*.py")
    named = {code for path in sources for code in re.findall(r'"([LE]\d{3})"', path.read_text("utf-8"))}
    known = explanations()
    assert named - {"L011", "L099"} <= set(known) and {"L001", "L046", "L061", "E013", "P145"} <= set(known)
    for code, item in known.items():
        text = item.example.sentence
        assert item.title and "{" not in text and "}" not in text and re.search("[一-鿿]", text), code
        assert code.startswith("P") or (item.why and "…" not in text), f"{code} needs an example of its own: {text}"


def test_all_codes_are_listed(run: Run) -> None:
    lines = run("check", "--explain", "全部").out.splitlines()
    assert len(lines) == len(explanations()) and "L012 错误 不是数字" in lines


def test_an_unknown_code_names_the_nearest(run: Run) -> None:
    ran = run("check", "--explain", "L12")
    assert (ran.code, ran.out) == (2, "") and "没有“L12”这个编号" in ran.err and "L012" in ran.err


def test_with_a_ledger_the_places_are_listed_too(run: Run, nasty: Path) -> None:
    ran = run("check", nasty, "--explain", "L015")
    assert ran.code == 1 and ran.out.startswith("L015 没有这一天（错误）")
    assert len([line for line in ran.out.splitlines() if "〔竣工时间〕" in line]) == 25 and "L012" not in ran.out


# --annotate


def test_an_annotated_copy(run: Run, nasty: Path) -> None:
    before = nasty.read_bytes()
    ran = run("check", nasty, "--annotate")
    copy = nasty.with_name("乱 台账.问题标注.xlsx")
    assert ran.code == 1 and str(copy) in ran.out and nasty.read_bytes() == before
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames == ["问题清单", *openpyxl.load_workbook(nasty).sheetnames]
    assert book["技改项目明细"]["L4"].comment.text.startswith("【错误 L012】")
    listed = [row[0] for row in book["问题清单"].iter_rows(min_row=5, values_only=True)]
    assert listed == list(range(1, len(problems(run, nasty)) + 1))
    assert json.loads(run("check", nasty, "--annotate", "--json").out)["outputs"] == [str(copy)]


@pytest.mark.parametrize(
    "order",
    [["{l}", "--annotate", "{c}"], ["--annotate", "{c}", "{l}"], ["{l}", "--annotate={c}"], ["--annotate", "{c}", "--strict", "{l}"]],
)
def test_the_copys_name_follows_the_option(run: Run, nasty: Path, order: list[str]) -> None:
    copy = nasty.parent / "标注.xlsx"
    ran = run("check", *(word.format(l=nasty, c=copy) for word in order))
    assert ran.code == 1 and copy.is_file(), ran.err


def test_a_foreign_file_is_not_overwritten(run: Run, nasty: Path) -> None:
    copy = nasty.with_name("乱 台账.问题标注.xlsx")
    copy.write_bytes(nasty.read_bytes())
    ran = run("check", nasty, "--annotate")
    assert ran.code == 5 and "没有覆盖" in ran.err and "--annotate" in ran.err and copy.read_bytes() == nasty.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少“台账”"),
        (["{l}", "b.xlsx"], "加 --annotate"),
        (["{l}", "--explain", "L012", "--json"], "分两次运行"),
        (["{l}", "--annotate", "b.pdf"], "扩展名不对"),
        (["{l}", "b.xlsx", "c.xlsx"], "多写了"),
    ],
)
def test_usage(run: Run, ledger: Path, arguments: list[str], words: str) -> None:
    ran = run("check", *(word.format(l=ledger) for word in arguments))
    assert ran.code == 2 and words in ran.err and no_english(re.sub(r"“.*?”", "", ran.err))


# surroundings


def test_plain_on_a_gbk_console(process: Callable[..., Ran], nasty: Path) -> None:
    ran = process("check", nasty, encoding="gbk", PYTHONIOENCODING="gbk")
    assert ran.code == 1 and "\x1b" not in ran.out and "?" not in ran.out and "约1" in ran.out and "√" in ran.out


def test_checking_needs_no_pandas(ledger: Path) -> None:
    code = f"import sys; from techreform_cli.cli.main import main; main(['check', {str(ledger)!r}]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "techreform_cli.report.check_terminal" in done.stderr
    assert not set(done.stderr.split()) & {"pandas", "numpy", "openpyxl", "xlsxwriter"}


LOOP = "x = 0\nfor i in range(5_000_000): x += i"
USUAL = 0.25
"""Seconds that LOOP takes on a machine of ordinary speed."""


@pytest.mark.slow
@pytest.mark.alone
def test_two_thousand_rows_take_little_time(tmp_path: Path) -> None:
    """0.6 seconds of process time (0.35 to 0.5 when this was written); on a slower machine as much longer as a plain loop takes there."""
    rows = [project(f"X{i}", equipment=f"约{i + 1}" if i < 200 else 800.25 + i) for i in range(2000)]
    path = save(tmp_path / "台账.xlsx", {"企业": SHEETS["企业"][:2], "项目": [PROJECTS.split(), *rows]})
    command = [sys.executable, "-c", "from techreform_cli.cli.main import run; run()", "check", path]

    def checked() -> float:
        taken, done = _taken(command)
        assert done.returncode == 1 and "L012 不是数字：200 处" in done.stdout
        return taken

    checked()  # compiles the modules
    slowness = max(1, min(_taken([sys.executable, "-c", LOOP])[0] for _ in range(5)) / USUAL)
    assert min(checked() for _ in range(9)) < 0.6 * slowness


def _taken(command: list[Any]) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Seconds of process time that a command takes, and what it said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done


def test_what_to_do_next_goes_by_the_same_policy_and_readings(run: Run, ledger: Path, tmp_path: Path) -> None:
    """A clerk who copies the line calculates what was checked; what a shell would break apart stands in quotes."""
    own = tmp_path / "我 县.yaml"
    own.write_text((Path(__file__).parents[2] / "rules" / "dongyuan-2018-2020.yaml").read_text("utf-8"), "utf-8")
    asked = ("--policy", own, "--set", "equipment_floor=threshold")
    lines = run("check", ledger, *asked).out.splitlines()
    assert f'可以计算：techreform calc {ledger} --policy "{own}" --set equipment_floor=threshold' in lines[-2]
    assert f'techreform inspect {ledger} --policy "{own}" --save' in run("inspect", ledger, "--policy", own).out


def test_a_place_is_told_once(run: Run, sheets: Callable[..., Path]) -> None:
    """Messages that name their place themselves stand behind it without it."""
    path = sheets(lambda book: book["项目"].delete_cols(12))
    (line,) = [line for line in run("check", path).out.splitlines() if " L034 " in line]
    assert line.startswith("  台账.xlsx《项目》 L034 没有「设备购置额」这一列，四(一) 设备购置事后奖补都待补正")


def test_a_column_that_was_not_taken_can_be_said_what_it_is(run: Run, nasty: Path) -> None:
    told = f'  不改列名也行，指定每一列当作什么：techreform inspect "{nasty}" --save'
    assert told in run("check", nasty).out.splitlines()


def test_a_missing_sheet_does_not_keep_the_others_from_being_told(run: Run, tmp_path: Path) -> None:
    sheets = {name: rows for name, rows in SHEETS.items() if name != "企业"}
    sheets["项目"] = [*sheets["项目"], project("X1", equipment="约5")]
    path = save(tmp_path / "缺表.xlsx", sheets)
    ran = run("check", path)
    assert ran.code == 3  # nothing can be calculated
    assert "L030 台账里没有《企业》表" in ran.out and "L012" in ran.out and "项目" in ran.out
    document = json.loads(run("check", path, "--json").out)
    assert {"L030", "L012"} <= {found["code"] for found in document["problems"]}
    assert run("calc", path).code == 3
