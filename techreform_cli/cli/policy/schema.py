"""techreform policy schema: the JSON Schema of policy files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.options import show_json

FILE = "techreform.schema.json"

HELP = (
    "写出供编辑器提示和检查用的 JSON Schema。"
    f"VS Code 装上 YAML 插件，存为 {FILE} 放在政策文件旁，政策文件第一行写 # yaml-language-server: $schema={FILE} 即可。"
)

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
