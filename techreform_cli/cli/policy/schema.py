"""techreform policy schema: the JSON Schema of policy files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from techreform_cli.cli.options import show_json

HELP = (
    "写出政策文件的格式说明（JSON Schema），供编辑器提示和检查；用法写在 policy new 写出的文件开头。"
    "用 --list 看中文的：有哪些部分，各部分可以写什么。"
)

Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="文件", help="写到哪个文件，不写则显示在屏幕上", show_default=False)]
Listed = Annotated[bool, typer.Option("--list", help="列成中文的清单：写哪些项，怎么写，举例")]
Part = Annotated[str, typer.Argument(metavar="[部分]", help="只看这一部分怎么写；有哪些部分，用 --list 看", show_default=False)]


def policy_schema(part: Part = "", out: Out = None, listed: Listed = False) -> int:
    """Show the schema, or write it to a file; or show its slots in words."""
    from techreform_cli.policies import policy_schema as schema

    if part or listed:
        return _in_words(schema(), part)
    if out is None:
        show_json(schema())
        return 0
    from json import dumps

    from techreform_cli.report.save import save_texts

    save_texts({out: dumps(schema(), ensure_ascii=False, indent=1) + "\n"})
    typer.echo(f"已写出 {out}")
    return 0


def _in_words(schema: dict[str, Any], part: str) -> int:
    """Show what may be written in a part of a file."""
    from techreform_cli.domain.problem import Problem, Severity, UsageError
    from techreform_cli.report.console import say, terminal
    from techreform_cli.report.slot_guide import slot_guide

    if part and part not in schema["properties"]:
        raise UsageError(Problem("U030", Severity.ERROR, f"政策文件没有“{part}”这一部分", "可写：" + "、".join(schema["properties"])))
    console = terminal()
    for line in slot_guide(schema, part):
        say(console, line)
    return 0
