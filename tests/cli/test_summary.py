"""techreform summary: run by cron and the task scheduler, with nobody looking on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from techreform_cli.report.output_lock import held

from .conftest import CODE, Ran, no_english

Run = Callable[..., Ran]
DAY = ("--as-of", "2019-06-30")
LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ")
PROGRAM = [sys.executable, "-c", "from techreform_cli.cli.main import run; run()"]


@pytest.fixture
def quiet(run: Run, sheets: Callable[..., Path]) -> tuple[str | Path, ...]:
    """A ledger and policy under which nothing needs a person: every row is decided, the one open question confirmed."""
    ledger = sheets(lambda book: book["企业"].cell(3, 6, "是"))
    policy = ledger.parent / "我县.yaml"
    assert run("policy", "new", policy).code == 0
    confirmed = "interpretations:\n  cap_period: {use: year, confirmed: {by: 张三, on: 2019-01-10}}\n"
    (ledger.parent / "techreform.yaml").write_text(confirmed, "utf-8")
    return ledger, "--policy", policy


def test_a_summary_is_printed(run: Run, ledger: Path) -> None:
    ran = run("summary", ledger, *DAY)
    assert ran.code == 0 and ran.err == "" and no_english(re.sub(r"（[0-9a-f]{12}）|X\d|台账\.xlsx|dongyuan-2018-2020", "", ran.out))
    assert "截至 2019年6月30日" in ran.out and "四、接下来完工的项目" in ran.out


def test_without_a_day_it_is_today(run: Run, ledger: Path) -> None:
    today = json.loads(run("summary", ledger, "--format", "json").out)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", today["as_of"]) and "已经结束" in today["ledgers"][0]["notes"][0]


BEGINS = {"周报.txt": "东源县", "周报.md": "# 东源县", "周报.html": "<!DOCTYPE html>", "周报.json": "{", "周报.docx": "PK"}


@pytest.mark.parametrize(("name", "begins"), BEGINS.items())
def test_the_suffix_says_the_format(run: Run, ledger: Path, name: str, begins: str) -> None:
    """Nothing but a line of the log; what was there is replaced."""
    out = ledger.parent / "新夹" / name
    out.parent.mkdir()
    out.write_text("旧", "utf-8")
    ran = run("summary", ledger, *DAY, "-o", out)
    assert (ran.code, ran.out) == (0, "") and LOGGED.match(ran.err) and ran.err.count("\n") == 1 and "已写出" in ran.err
    assert out.read_bytes().decode("utf-8", "replace").startswith(begins)
    assert [path.name for path in out.parent.iterdir()] == [name]  # neither the lock nor a half-written file is left


def test_the_same_inputs_give_the_same_bytes(ledger: Path) -> None:
    """In two processes that order sets differently."""
    code = "import sys; from techreform_cli.cli.main import main; [main(['summary', *sys.argv[2:], '-o', n]) for n in sys.argv[1].split()]"
    found = []
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, " ".join(BEGINS), str(ledger), *DAY], cwd=ledger.parent, env=env, check=True)
        found.append({name: (ledger.parent / name).read_bytes() for name in BEGINS})
    assert [name for name in BEGINS if found[0][name] != found[1][name]] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "htm"), "没有“htm”这种格式 → 是否为 html？"),
        (("--format", "html", "-o", "周报.docx"), "--format html 和文件名 周报.docx 不一致"),
        (("-o", "周报.pdf"), "“周报.pdf”的扩展名不对，写不出 .pdf 文件 → 文件名用 .txt、.md、.html、.json、.docx 结尾"),
        (("--format", "docx", "-o", "周报.doc"), "“周报.doc”的扩展名不对"),
        (("--fail-if", "behnd"), "没有“behnd”这种情况 → 是否为 behind？"),
        (("--fail-if", "待补"), "是否为 待补正？"),
        (("--fail-if", ","), "--fail-if 后面没有写情况"),
        (("--as-of", "2019-02-30"), "日期“2019-02-30”不对"),
    ],
)
def test_wrong_usage(run: Run, ledger: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = run("summary", ledger, *arguments)
    assert ran.code == 2 and ran.out == "" and said in ran.err and LOGGED.match(ran.err)


@pytest.mark.parametrize(
    ("kinds", "code"),
    [("behind", 1), ("undetermined", 1), ("unconfirmed", 1), ("errors", 0), ("errors,undetermined", 1), ("错误，落后", 1), ("错误", 0)],
)
def test_fail_if(run: Run, ledger: Path, kinds: str, code: int) -> None:
    """甲's 900万 are far from 13亿; 乙 has no 规上; no question is confirmed; no cell is wrong."""
    ran = run("summary", ledger, *DAY, "--fail-if", kinds)
    assert ran.code == code and "序时进度" in ran.out


def test_fail_if_there_are_errors(run: Run, sheets: Callable[..., Path]) -> None:
    ledger = sheets(lambda book: book["项目"].cell(2, 12, "约800"))
    ran = run("summary", ledger, *DAY, "--fail-if", "errors")
    assert ran.code == 1 and "台账错误 1 处" in ran.out and "《项目》L2" in ran.out


def test_quiet(run: Run, quiet: tuple[str | Path, ...], ledger: Path) -> None:
    """Targets are behind there, which only counts where it is asked for."""
    assert run("summary", *quiet, *DAY, "--quiet") == Ran(0, "", "")
    assert "没有需要人处理的事项" in run("summary", *quiet, *DAY).out
    behind = run("summary", *quiet, *DAY, "--quiet", "--fail-if", "behind")
    assert behind.code == 1 and "差距最大的目标" in behind.out
    (ledger.parent / "techreform.yaml").unlink()
    assert "口径待确认 1 处" in run("summary", *quiet, *DAY, "--quiet").out


def test_quiet_still_writes_the_file(run: Run, quiet: tuple[str | Path, ...], tmp_path: Path) -> None:
    out = tmp_path / "上周.json"
    assert run("summary", *quiet, *DAY, "--quiet", "-o", out) == Ran(0, "", "") and out.is_file()


def test_what_changed_since_last_week(run: Run, ledger: Path, sheets: Callable[..., Path]) -> None:
    """100万 more invested; the equipment of a project completed in 2019 and decided now: 80万 × 20 % = 16万."""
    last = ledger.parent / "上周.json"
    run("summary", ledger, "--as-of", "2019-06-23", "-o", last)

    def change(book: openpyxl.Workbook) -> None:
        book["项目"].cell(3, 17, 190)
        book["企业"].cell(3, 6, "是")

    sheets(change)
    out = run("summary", ledger, *DAY, "--since", last).out
    assert "与 2019年6月23日 的摘要比较\n" in out
    assert "工业技术改造投资：增加 0.01亿元，现为 0.019亿元" in out and "开展技改的规上企业：增加 1家，现为 1家" in out
    assert re.search(r"设备购置事后奖补 +1 家 +16.00 +\+16.00 +0 家", out)
    assert "设备购置事后奖补（四(一)）：奖补企业0家变为1家，1家不再待补正（这次合计16.00万元）" in "".join(out.split())
    assert "乙有限公司：待补正 → 16.00 万元" in out


def test_awards_that_changed_are_said_where_no_target_did(run: Run, ledger: Path, sheets: Callable[..., Path]) -> None:
    """The equipment falls from 800 to 700万: 20 % of 100万 less. The investment, and with it every target, is as before."""
    last, day = ledger.parent / "上周.json", ("--as-of", "2018-12-31")
    run("summary", ledger, "--as-of", "2018-12-24", "-o", last)
    assert "各项目标、奖补没有变化" in run("summary", ledger, "--as-of", "2018-12-24", "--since", last).out
    sheets(lambda book: book["项目"].cell(2, 12, 700))
    out = run("summary", ledger, *day, "--since", last).out
    assert "没有变化" not in out
    assert "设备购置事后奖补（四(一)）：减少 20.00万元，现为 140.00万元" in out and "甲有限公司：160.00 → 140.00 万元（-20.00）" in out
    old = json.loads(last.read_text("utf-8"))
    for program in old["ledgers"][0]["awards"].values():
        del program["awarded"]  # as written before it said who got what
    last.write_text(json.dumps(old), "utf-8")
    out = run("summary", ledger, *day, "--since", last).out
    assert "）：减少 20.00万元，现为 140.00万元" in out and "甲有限公司：" not in out


def test_what_can_be_compared_is_told_apart_from_the_total(run: Run, ledger: Path, sheets: Callable[..., Path]) -> None:
    """甲公司 had 10万 and now has nothing, 乙公司 is decided and gets 16万: the total is 6万 more, what can be compared 10万 less."""
    last = ledger.parent / "上周.json"
    run("summary", ledger, "--as-of", "2019-06-23", "-o", last)
    old = json.loads(last.read_text("utf-8"))
    former = old["ledgers"][0]["awards"]["equipment_purchase"]
    former["awarded"].append({"enterprise": "甲有限公司", "credit_code": CODE, "amount": "100000.00"})
    former["enterprises"], former["amount"] = 1, "100000.00"
    last.write_text(json.dumps(old), "utf-8")
    sheets(lambda book: book["企业"].cell(3, 6, "是"))
    out = "".join(run("summary", ledger, *DAY, "--since", last).out.split())
    assert "（四(一)）：两次都算得出的减少10.00万元，合计现为16.00万元，1家不再待补正（这次合计16.00万元）" in out
    assert "设备购置事后奖补1家16.00+6.00" in out


def test_a_record_that_rolls_on_need_not_be_there_the_first_time(run: Run, ledger: Path) -> None:
    record = ledger.parent / "记录.json"
    first = run("summary", ledger, "--as-of", "2019-06-23", "--since", record, "-o", record)
    assert first.code == 0 and "还没有上次的摘要" in first.err
    assert run("summary", ledger, *DAY, "--since", record, "-o", record).code == 0
    assert json.loads(record.read_text("utf-8"))["since"] == "2019-06-23"


def test_a_previous_summary_that_is_none(run: Run, ledger: Path) -> None:
    assert "找不到文件 没有.json" in run("summary", ledger, *DAY, "--since", "没有.json").err
    ran = run("summary", ledger, *DAY, "--since", ledger)
    assert ran.code == 3 and ran.out == "" and "不是本程序写出的摘要" in ran.err


def test_several_ledgers(run: Run, ledger: Path) -> None:
    """Each has its part, and one that cannot be read does not take the others with it."""
    other = ledger.parent / "另一本.xlsx"
    other.write_bytes(ledger.read_bytes())
    ran = run("summary", ledger, other, "没有.xlsx", *DAY, "--fail-if", "errors")
    assert ran.code == 3 and "没有.xlsx：找不到文件" in ran.err and LOGGED.match(ran.err)
    assert "二、读不了的台账 1 个" in ran.out and "三、台账 台账.xlsx（2019 年" in ran.out and "四、台账 另一本.xlsx" in ran.out
    assert run("summary", "没有.xlsx", *DAY).code == 3


# the lock


def test_two_runs_do_not_write_the_same_file(process: Run, ledger: Path) -> None:
    out = ledger.parent / "周报.html"
    with held(out):
        ran = process("summary", ledger, *DAY, "-o", out)
        assert ran.code == 5 and not out.exists()
        assert f"另一个 techreform 正在写“周报.html”（进程 {os.getpid()}，" in ran.err and LOGGED.match(ran.err)
        assert process("summary", ledger, *DAY, "-o", ledger.parent / "别的.html").code == 0
    assert process("summary", ledger, *DAY, "-o", out).code == 0


def test_a_lock_left_behind_by_a_run_that_died_holds_nobody_up(process: Run, ledger: Path) -> None:
    out = ledger.parent / "周报.html"
    code = "from techreform_cli.report.output_lock import held; lock = held(Path(sys.argv[1])); lock.__enter__(); os._exit(9)"
    subprocess.run([sys.executable, "-c", f"import os, sys; from pathlib import Path; {code}", str(out)], check=False)
    left = ledger.parent / ".周报.html.lock"
    assert left.is_file()
    assert process("summary", ledger, *DAY, "-o", out).code == 0 and out.is_file() and not left.exists()


def test_a_place_that_cannot_be_written_to(run: Run, ledger: Path) -> None:
    ran = run("summary", ledger, *DAY, "-o", ledger / "周报.html")
    assert ran.code == 5 and "写不了" in ran.err


# surroundings


def bare(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run with cron's environment and nothing else, without a terminal."""
    known = ["PATH=/usr/bin:/bin", f"HOME={Path.home()}", *(f"{name}={value}" for name, value in env.items())]
    command = ["env", "-i", *known, *PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="cron")
@pytest.mark.parametrize("env", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_in_the_environment_of_cron(ledger: Path, run: Run, env: dict[str, str]) -> None:
    """The same text, in UTF-8 where the surroundings know no Chinese, and without colour."""
    plain = ledger.rename(ledger.with_name("ledger.xlsx"))
    done = bare("summary", plain, *DAY, **env)
    assert done.returncode == 0 and done.stderr == b"" and done.stdout.decode("utf-8") == run("summary", plain, *DAY).out
    failed = bare("summary", "none.xlsx", **env)
    assert failed.returncode == 3 and failed.stdout == b"" and "找不到文件 none.xlsx" in failed.stderr.decode("utf-8")


def test_on_a_gbk_console(process: Run, ledger: Path) -> None:
    """HTML says its encoding itself, whatever the console's is; JSON has no character that a console could spoil."""
    ran = process("summary", ledger, *DAY, encoding="gbk", PYTHONIOENCODING="gbk")
    assert ran.code == 0 and "序时进度" in ran.out and "?" not in ran.out
    html = process("summary", ledger, *DAY, "--format", "html", PYTHONIOENCODING="gbk")
    assert "序时进度" in html.out and 'charset="utf-8"' in html.out
    found = process("summary", ledger, *DAY, "--format", "json", encoding="ascii", PYTHONIOENCODING="gbk")
    assert json.loads(found.out)["ledgers"][0]["ledger"]["file"] == "台账.xlsx"


# what techreform.yaml settles


def test_techreform_yaml_settles_format_and_day(run: Run, ledger: Path) -> None:
    """The file's name goes before it, --format before both."""
    (ledger.parent / "techreform.yaml").write_text("as_of: 2019-03-14\nformats: {summary: md}\n", "utf-8")
    out = run("summary", ledger).out
    assert out.startswith("# ") and "截至 2019年3月14日" in out
    assert not run("summary", ledger, "--format", "text").out.startswith("#")
    assert run("summary", ledger, "-o", ledger.parent / "周报.html").code == 0
    assert (ledger.parent / "周报.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_ledgers_of_different_policies_are_not_put_together(run: Run, quiet: tuple[str | Path, ...], tmp_path: Path) -> None:
    other = tmp_path / "别处" / "台账.xlsx"
    other.parent.mkdir()
    other.write_bytes(Path(quiet[0]).read_bytes())
    (other.parent / "techreform.yaml").write_text("policy: dongyuan-2018-2020\n", "utf-8")
    settled = Path(quiet[0]).with_name("techreform.yaml")
    settled.write_text("policy: 我县.yaml\n", "utf-8")
    ran = run("summary", quiet[0], other, *DAY)
    assert ran.code == 2 and "用的政策不同" in ran.err
