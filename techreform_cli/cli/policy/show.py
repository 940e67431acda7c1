"""techreform policy show: a policy in words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.in_force import in_force, say_origins
from techreform_cli.cli.options import JsonOption, SetOption, settings_of, show_json

HELP = "把政策读成文字：奖补、目标、参数、口径、条款。"

Reference = Annotated[
    str | None,
    typer.Argument(metavar="政策", help="政策编号或文件，不写则为当前文件夹 techreform.yaml 定的，没有则为默认政策", show_default=False),
]
Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="文件", help="写成 Markdown 文件，如 政策.md", show_default=False)]


def show_policy(policy: Reference = None, changes: SetOption = None, out: Out = None, json: JsonOption = False) -> int:
    """Show the policy on the terminal, or write it as Markdown or JSON; without a name the one in force in the current folder, with the
    readings chosen there."""
    from techreform_cli.policies import read_policy
    from techreform_cli.report import policy_show
    from techreform_cli.report.save import save_texts

    changed = settings_of(changes)
    settled = None if policy else in_force(Path())
    found = read_policy(settled.policy, changed, Path()) if settled else read_policy(policy, changed)
    if json:
        show_json(policy_show.document(found))
    elif out is not None:
        save_texts({out: policy_show.markdown(found)})
        typer.echo(f"已写出 {out}")
    else:
        if settled:
            say_origins(settled, "policy")
        policy_show.show(found)
    return 0
