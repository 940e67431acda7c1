"""techreform policy new: a policy file to start from, and cases for it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.domain.command import command
from techreform_cli.domain.problem import OutputFailed, Problem, Severity

HELP = "写出一份带说明的政策文件和它的案例文件，从它改起。"

File = Annotated[Path, typer.Argument(metavar="文件", help="写到哪个文件")]


def new_policy(
    file: File = Path("新政策.yaml"),
    force: bool = typer.Option(False, "--force", help="文件已有时覆盖"),
) -> int:
    """Write the skeleton and its cases; files that exist are replaced only where that is asked for."""
    from techreform_cli.policies import policy_templates
    from techreform_cli.report.save import save_texts

    target = file if file.suffix in (".yaml", ".yml") else file.with_name(file.name + ".yaml")
    texts = {target.with_name(f"{target.stem}{suffix}{target.suffix}"): text for suffix, text in policy_templates().items()}
    taken = [path for path in texts if path.exists()]
    if taken and not force:
        raise OutputFailed(Problem("U021", Severity.ERROR, f"“{taken[0]}”已经有了，没有改动", "换一个文件名；确要覆盖，加 --force"))
    save_texts(texts)
    for path in texts:
        typer.echo(f"已写出 {path}")
    typer.echo(f"改好后：{command('policy', 'check', target)}，{command('policy', 'test', target)}")
    return 0
