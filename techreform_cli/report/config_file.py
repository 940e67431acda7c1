"""The text of a techreform.yaml to start with: every setting as a comment but those asked for, with the policy's open questions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from techreform_cli.domain.county import FILE, FORMATS, InForce
from techreform_cli.domain.policy import Interpretation, Policy
from techreform_cli.report.inspect_choices import LINE_END, UTF8_MARK, scalar


def text(policy: Policy, found: InForce) -> str:
    """The whole file; it settles what comes from the command line, and nothing else. Lines that may be made to count start with # and
    no space."""
    return UTF8_MARK + LINE_END.join((*_head(), *_settings(policy, found), *_lists(policy))) + LINE_END


def _head() -> Iterator[str]:
    yield f"# {FILE}：放在台账所在的文件夹里，定好一次，以后的命令不用写选项。"
    yield "# 行首有 # 的不起作用。要定哪一项，去掉那一行（和它上级那一行）行首的 #，冒号后面改成自己的，存成 UTF-8。"
    yield "# 冒号用英文的，后面空一格；缩进用空格，不要改动。看现在用的是什么：techreform config"
    yield "# 命令行写了的优先，其次环境变量（如 TECHREFORM_YEAR），再次这个文件。"


def _settings(policy: Policy, found: InForce) -> Iterator[str]:
    last = policy.plan[1]
    yield from ("", "# 政策：自带的政策编号（techreform policy list），或放在这个文件旁边的政策文件，如 我县政策.yaml")
    yield _setting(found, "policy", policy.id)
    yield from ("", "# 计算哪一年；不定则取计划期内台账有数据的最近一年", _setting(found, "year", str(last)))
    yield from (
        "",
        "# 目标进度算到哪一天；不定则到年底。定了，每周的摘要（summary）也停在这一天",
        _setting(found, "as_of", f"{last}-06-30"),
    )
    yield from ("", "# 结果放在哪个文件夹，从这个文件所在的文件夹算起；不定则放在台账旁边", _setting(found, "out", "结果"))
    yield from ("", "# 台账有错误、有待补正的事项时（check 是有提醒时），以退出码 1 结束", "#strict: true")


def _setting(found: InForce, key: str, example: str) -> str:
    """The line of a setting: as given on the command line, paths from the file's folder on; else an example that does not count."""
    if found.origins[key].kind != "flag":
        return f"#{key}: {example}"
    value = getattr(found, key)
    if key == "out" or (key == "policy" and value != example):
        value = _from(Path(value), found.county.folder)
    return f"{key}: {scalar(value) if isinstance(value, str) else value}"


def _from(path: Path, folder: Path) -> str:
    """The path as it is written in a file of `folder`."""
    try:
        return path.as_posix() if path.is_absolute() else Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def _lists(policy: Policy) -> Iterator[str]:
    yield from ("", *(f"# {command} 的格式（--format）可写 {'、'.join(known)}" for command, known in FORMATS.items()), "#formats:")
    yield from (f"#  {command}: {known[0]}" for command, known in FORMATS.items())
    yield from ("", "# 分组：放在一起成批计算的台账；ledgers 写文件名，* 代表任意文字，要加引号；policy 不写则同上", "#groups:")
    yield from ("#  全县:", '#    ledgers: ["*.xlsx"]', f"#    policy: {policy.id}")
    if policy.interpretations:
        yield from ("", "# 口径：通知没有写明、由有权解释的部门定的。use 写采用哪一种，confirmed 写谁在哪天确认的（没有确认就不写）")
        yield "#interpretations:"
    for item in policy.interpretations:
        yield from _reading(item)


def _reading(item: Interpretation) -> Iterator[str]:
    yield f"  # {item.clause} {_one_line(item.question)}"
    yield from (f"  #   {option.id}：{_one_line(option.label)}" for option in item.options)
    yield f"#  {scalar(item.id)}:"
    yield f"#    use: {scalar(item.use)}"
    yield "#    confirmed: {by: 姓名, on: 日期}"


def _one_line(words: str) -> str:
    return " ".join(words.split())
