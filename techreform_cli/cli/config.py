"""techreform config: which settings are in force, where each comes from, and a techreform.yaml to start with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from techreform_cli.cli.in_force import PREFIX, VARIABLES, in_force
from techreform_cli.cli.options import (
    AsOfOption,
    FolderOption,
    JsonOption,
    PolicyOption,
    SetOption,
    YearOption,
    settings_of,
    show_json,
    usage,
)
from techreform_cli.domain.command import command
from techreform_cli.domain.county import FILE, InForce
from techreform_cli.domain.problem import OutputFailed, Problem, Severity
from techreform_cli.policies import settings_folder

if TYPE_CHECKING:
    from techreform_cli.domain.policy import Policy

HELP = "看每项设定用的是什么、从哪里来；加 --init 写出一份带说明的 techreform.yaml，定好一次，以后的命令不用写选项。"
OTHER_VARIABLES = {f"{PREFIX}TRACEBACK"}

Target = Annotated[Path, typer.Argument(metavar="台账或文件夹", help="哪本台账的，或哪个文件夹的，不写则为当前文件夹", show_default=False)]


def config(
    target: Target = Path(),
    policy: PolicyOption = None,
    changes: SetOption = None,
    year: YearOption = None,
    as_of: AsOfOption = None,
    out: FolderOption = None,
    init: bool = typer.Option(False, "--init", help="写出带说明的 techreform.yaml，写了的选项写进去；已有的不动"),
    json: JsonOption = False,
) -> int:
    """Show what a command with these options would go by, or write the file to start with."""
    from techreform_cli.policies import group_ledgers, read_policy

    if not os.path.exists(target):  # noqa: PTH110  (unlike Path.exists, False for names no file can have)
        raise usage(f"找不到“{target}”", "写台账文件或它所在的文件夹，不写则为当前文件夹")
    folder = settings_folder(target)
    if init:
        if json or changes:
            raise usage("--init 不和 --json、--set 同用", "口径写在文件里；分两次运行")
        _refuse_existing(folder / FILE)
    changed = settings_of(changes)
    found = in_force(target, policy=policy, year=year, as_of=as_of, out=out)
    compiled = read_policy(found.policy, changed, folder)
    if init:
        return _write(folder / FILE, compiled, found, target)
    from techreform_cli.report.config_words import group_doubts, ledgers

    groups = [(group, ledgers(group_ledgers(folder, group))) for group in found.county.groups]
    doubts = [*([found.left_out] if found.left_out else []), *_unknown_variables(), *group_doubts(groups)]
    if json:
        from techreform_cli.report.config_document import document

        show_json(document(found, compiled, groups, doubts))
    else:
        from techreform_cli.report.config_terminal import show

        show(found, compiled, groups, doubts)
    return 0


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise OutputFailed(
            Problem("U021", Severity.ERROR, f"“{path}”已经有了，没有改动", "用记事本打开它改；看现在用的：techreform config")
        )


def _write(path: Path, policy: Policy, found: InForce, target: Path) -> int:
    from techreform_cli.report.config_file import text
    from techreform_cli.report.save import save_texts

    save_texts({path: text(policy, found)})
    typer.echo(f"已写出 {path}")
    again = [] if target == Path() else [target]
    typer.echo(f"用记事本打开，要定哪一项就去掉那一行行首的 #，改好存盘；再看一遍：{command('config', *again)}")
    return 0


def _unknown_variables() -> list[str]:
    """A sentence for each variable of the environment that looks like one of ours and means nothing."""
    known = {*VARIABLES.values(), *OTHER_VARIABLES}
    names = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return [f"环境变量 {name} 不起作用 → 可用的有：{'、'.join(VARIABLES.values())}" for name in names]
