"""techreform.yaml as what a county settles: every value checked, every mistake told at once with its place."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from techreform_cli.domain.county import CountySettings, Group
from techreform_cli.domain.problem import PolicyInvalid
from techreform_cli.policies import county_settings, group_ledgers
from techreform_cli.policy.load import load_policy

from .small import SMALL


def settled(folder: Path, text: str | bytes, policy: str | None = None) -> CountySettings:
    (folder / "techreform.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return county_settings(folder, policy)


def refused(folder: Path, text: str | bytes, policy: str | None = None) -> list[tuple[str, str]]:
    """(position, sentence) of every mistake, in the order told."""
    with pytest.raises(PolicyInvalid) as raised:
        settled(folder, text, policy)
    assert raised.value.exit_code == 4
    for problem in raised.value.problems:
        assert problem.source and problem.source.file == "techreform.yaml" and problem.remedy
    return [(p.source.cell, p.sentence) for p in raised.value.problems if p.source]


def test_everything_that_can_be_settled(tmp_path: Path) -> None:
    (tmp_path / "我县.yaml").write_text(SMALL, "utf-8")
    found = settled(
        tmp_path,
        """\
policy: 我县.yaml
year: 2022
as_of: 2022/6/30
out: 结果/今年
strict: true
formats: {explain: md, summary: docx}
groups:
  全县: {ledgers: ["*.xlsx"], policy: qinghe-2023}
  园区:
    ledgers: [园区/甲.xlsx, 园区/乙.xls]
interpretations: {}
""",
    )
    assert (found.policy, found.year, found.as_of) == (str(tmp_path / "我县.yaml"), 2022, dt.date(2022, 6, 30))
    assert (found.out, found.strict, found.formats) == (tmp_path / "结果/今年", True, {"explain": "md", "summary": "docx"})
    assert found.groups == (Group("全县", ("*.xlsx",), "qinghe-2023"), Group("园区", ("园区/甲.xlsx", "园区/乙.xls")))
    assert {key: place.cell for key, place in found.places.items()} == {
        "policy": "1:1",
        "year": "2:1",
        "as_of": "3:1",
        "out": "4:1",
        "strict": "5:1",
        "formats.explain": "6:11",
        "formats.summary": "6:24",
        "groups.全县": "8:3",
        "groups.园区": "9:3",
    }


@pytest.mark.parametrize("year", ["2022", "2022年", '"2022"'])
def test_a_year_is_written_as_on_the_command_line(tmp_path: Path, year: str) -> None:
    assert settled(tmp_path, f"year: {year}\n").year == 2022


@pytest.mark.parametrize("text", ["", "# 全部是说明\n", "year:\nout:\ngroups:\nformats:\ninterpretations:\n", "\ufeff# 有标记\r\n"])
def test_what_is_not_filled_in_is_not_settled(tmp_path: Path, text: str) -> None:
    found = settled(tmp_path, text)
    assert found.exists and found == CountySettings(tmp_path, True, places=found.places)


def test_without_the_file_nothing_is_settled(tmp_path: Path) -> None:
    assert county_settings(tmp_path) == CountySettings(tmp_path)
    assert county_settings(tmp_path / "没有这个文件夹") == CountySettings(tmp_path / "没有这个文件夹")


def test_a_broken_line_a_lost_day_and_a_key_twice_hide_no_other_mistake(tmp_path: Path) -> None:
    text = "out：结果\nyaer:2022\nas_of: 2019-02-30\nstrict: true\nstrict: 是\nformats: {explain: mdd}\n"
    found = refused(tmp_path, text)
    assert [place for place, _ in found] == ["1:4", "2:1", "2:5", "3:8", "5:1", "5:1", "6:11"]


def test_every_mistake_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        """\
year: 19
as_of: 昨天
policy: dongyuan-2018
yaer: 2022
formats: {explain: mdd, calc: json}
groups:
  空: {ledgers: []}
  a/b: {ledgers: ["/x/*.xlsx", 甲.xlsx], policy: 无}
  丙: {ledgres: [甲.xlsx]}
interpretations:
  equipment_flor: {use: lift}
  rounding: {use: 角, confirmed: {by: 甲}}
  stacking: {use: nothing}
strict: yes
out: [a]
""",
    )
    wanted = [
        ("1:1", "“year”写的是 19 → 应是"),
        ("2:1", "应是日期"),
        ("3:1", "是否为 dongyuan-2018-2020？"),
        ("4:1", "是否为 year？"),
        ("5:11", "explain 没有“mdd”这种格式 → 只能是 text、md、json"),
        ("5:25", "命令“calc”没有格式可定"),
        ("7:7", "不能为空"),
        ("8:3", "分组名“a/b”不能作文件名"),
        ("8:19", "“/x/*.xlsx”不能用"),
        ("8:41", "找不到政策“无”"),
        ("9:3", "缺少“ledgers”"),
        ("9:7", "是否为 ledgers？"),
        ("11:3", "是否为 equipment_floor？"),
        ("12:22", "缺少“on”"),
        ("13:14", "可选：allow、higher"),
        ("14:1", "应是 true 或 false"),
        ("15:1", "应是文件名或文件夹名"),
    ]
    assert [place for place, _ in found] == [place for place, _ in wanted]
    assert [words for (_, words), (_, sentence) in zip(wanted, found, strict=True) if words not in sentence] == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("year: 2019\nyear: 2020\n", "2:1", "前一次在第 1 行"),
        ("groups:\n  甲: {ledgers: [a]}\n  甲: {ledgers: [b]}\n", "3:3", "“甲”写了两次"),
        ("year: 1989\n", "1:1", "1990 到 2100"),
        ("year: 20.19\n", "1:1", "四位年度"),
        ("year: true\n", "1:1", "四位年度"),
        ("as_of: 2019-02-30\n", "1:8", "没有 2019-02-30 这一天"),
        ("as_of: 2019\n", "1:1", "应是日期"),
        ("policy: [a]\n", "1:1", "应是文件名"),
        ('out: "a\\0b"\n', "1:1", "应是文件名"),
        ("strict: 1\n", "1:1", "应是 true 或 false"),
        ("formats: md\n", "1:1", "应有下级内容"),
        ("groups:\n  甲: a.xlsx\n", "2:3", "应有下级内容"),
        ("groups:\n  甲: {ledgers: a.xlsx}\n", "2:7", "应是列表"),
        ("groups:\n  甲: {ledgers: [12]}\n", "2:17", "应是文件名"),
        ("groups:\n  甲: {ledgers: [“*.xlsx”]}\n", "2:17", "英文引号"),
        ("groups:\n  甲: {ledgers: ['D:\\甲.xlsx']}\n", "2:17", "不能用"),
        ("groups:\n  甲: {ledgers: [*.xlsx]}\n", "2:17", "没有加引号"),
        ("groups:\n  ' ': {ledgers: [a]}\n", "2:3", "分组名"),
        ("groups:\n  ~$甲: {ledgers: [a]}\n", "2:3", "分组名"),
        ("groups:\n  甲: {ledgers: ['a**.xlsx']}\n", "2:17", "不能用"),
        ("groups:\n  A: {ledgers: [a]}\n  a: {ledgers: [b]}\n", "3:3", "只有大小写不同"),
        ("year: 2019\nout：结果\n", "2:4", "中文冒号"),
        ("out：结果\nyear: 2019\n", "1:4", "中文冒号"),
        ("out:结果\nyear: 2019\n", "1:4", "冒号后面没有空格"),
        ("year：2019\n", "1:1", "冒号用英文的"),
        ("- year: 2019\n", "1:1", "最外层应是"),
        ("year: &a 2019\n", "1:7", "锚点"),
        ("year: !!python/object:os.system 2019\n", "1:7", "标签"),
        ("\tyear: 2019\n", "1:1", "Tab"),
        ("year: 2019\n---\nyear: 2020\n", "2:1", "两份文档"),
        ("out: 结果\n".encode("gb18030"), "1:6", "UTF-8"),
    ],
)
def test_a_mistake_is_placed(tmp_path: Path, text: str | bytes, place: str, words: str) -> None:
    found = refused(tmp_path, text)
    assert len(found) == 1 and found[0][0] == place and words in found[0][1], found


@pytest.mark.parametrize(
    "text",
    [
        "a: " * 5000,
        "[" * 5000,
        "groups: {" + ",".join(f"g{n}: {{ledgers: [a], policy: p{n}}}" for n in range(5000)) + "}",
        "yaer: 1\ninterpretations: {" + ",".join(f"i{n}: {{use: x{n}}}" for n in range(8000)) + "}",
        "\n".join(f"k{n}: 1" for n in range(20000)),
        "x: " + "y" * 300_000,
        b"\x00\xff\xfe" * 1000,
    ],
)
def test_a_hostile_file_ends_in_its_mistakes(tmp_path: Path, text: str | bytes) -> None:
    started = time.process_time()
    found = refused(tmp_path, text)
    assert 1 <= len(found) <= 201 and all(len(sentence) < 1000 for _, sentence in found)
    assert time.process_time() - started < 6  # two seconds on an idle machine


@pytest.mark.parametrize("name", ["techreform.yml", "techreform.yaml.txt", "Techreform.YAML"])
def test_a_file_of_nearly_that_name_is_not_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("year: 2019\n", "utf-8")
    with pytest.raises(PolicyInvalid) as raised:
        county_settings(tmp_path)
    assert name in raised.value.problems[0].message and "改名为 techreform.yaml" in raised.value.problems[0].remedy
    assert settled(tmp_path, "year: 2020\n").year == 2020  # beside the right one it is somebody's copy


def test_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "techreform.yaml").mkdir()
    with pytest.raises(PolicyInvalid):
        county_settings(tmp_path)


def test_readings_of_another_policy_of_the_file_are_no_mistake(tmp_path: Path) -> None:
    """A group by another policy, or --policy for once, must not fall over readings that the file confirms for its own policy."""
    (tmp_path / "小.yaml").write_text(SMALL, "utf-8")
    own, other = str(tmp_path / "小.yaml"), "dongyuan-2018-2020"

    def use(policy: str, name: str) -> str:
        return next(i.use for i in load_policy(policy, beside=tmp_path).interpretations if i.id == name)

    text = "policy: 小.yaml\ninterpretations:\n  floor_mode: {use: threshold, confirmed: {by: 张三, on: 2022-01-10}}\n"
    settled(tmp_path, text)
    assert use(own, "floor_mode") == "threshold"
    assert load_policy(other, beside=tmp_path) == load_policy(other)
    readings = "interpretations: {floor_mode: {use: threshold}, rounding: {use: 元}}\n"
    settled(tmp_path, "groups: {一: {ledgers: [a], policy: 小.yaml}}\n" + readings)
    assert (use(own, "floor_mode"), use(other, "rounding")) == ("threshold", "元")
    settled(tmp_path, text.replace("threshold", "thresh"))
    for policy in (own, other):
        with pytest.raises(PolicyInvalid):
            load_policy(policy, beside=tmp_path)


def test_a_file_without_readings_leaves_no_hash(tmp_path: Path) -> None:
    settled(tmp_path, "year: 2019\n")
    assert load_policy("dongyuan-2018-2020", beside=tmp_path).overlay_sha256 == ""


def test_what_a_group_catches(tmp_path: Path) -> None:
    for name in ("甲.xlsx", "乙.xls", "~$甲.xlsx", ".隐.xlsx", "techreform.yaml", "镇/丙.xlsx", "镇/丁/戊.xlsx", "[新]己.xlsx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def names(*patterns: str) -> set[str]:
        found = group_ledgers(tmp_path, Group("组", patterns))
        assert found == sorted(found)
        return {path.relative_to(tmp_path).as_posix() for path in found}

    assert names("*.xlsx") == {"甲.xlsx", "[新]己.xlsx"}
    assert names("*.xlsx", "甲.xlsx", "*.xls") == {"甲.xlsx", "[新]己.xlsx", "乙.xls"}
    assert names("**/*.xlsx") == {"甲.xlsx", "[新]己.xlsx", "镇/丙.xlsx", "镇/丁/戊.xlsx"}
    assert names("[新]己.xlsx") == {"[新]己.xlsx"}
    assert names("镇") == {"镇"}
    assert names("没有.xlsx", "没有/*.xlsx", "?") == {"镇"}
