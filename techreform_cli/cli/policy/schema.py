"""techreform policy schema: the JSON Schema of policy files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.options import show_json

HELP = "写出政策文件的格式说明（JSON Schema），供编辑器提示和检查；用法写在 policy new 写出的文件开头。"

Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="文件", help="写到哪个文件，不写则显示在屏幕上", show_default=False)]


def policy_schema(out: Out = None) -> int:
    """Show the schema, or write it to a file."""
    from techreform_cli.pipeline import policy_schema as schema

    if out is None:
        show_json(schema())
        return 0
    from json import dumps

    from techreform_cli.report.save import save_texts

    save_texts({out: dumps(schema(), ensure_ascii=False, indent=1) + "\n"})
    typer.echo(f"已写出 {out}")
    return 0
