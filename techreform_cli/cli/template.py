"""techreform template: an empty ledger to fill in, or a clerk's own in canonical form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.in_force import in_force, say_origins
from techreform_cli.cli.options import PolicyOption, usage, year_of
from techreform_cli.domain.command import command
from techreform_cli.pipeline import Request

HELP = "写出空白台账：各表各列、下拉选项、填写检查和说明；加 --from 则把已有的台账改写成规范的样子。"
NAME, CARRIED, SUFFIX = "台账模板", "_规范台账", ".xlsx"

Out = Annotated[
    Path | None,
    typer.Argument(metavar="文件", help="写成哪个 .xlsx 文件或放在哪个文件夹，不写则为当前文件夹的 台账模板.xlsx", show_default=False),
]
From = Annotated[
    Path | None,
    typer.Option("--from", metavar="台账", help="带上这本台账的数据，不写文件名时叫 台账名_规范台账.xlsx", show_default=False),
]
Years = Annotated[
    list[str] | None,
    typer.Option(
        "--year", metavar="年度", help="每年一列的列要哪些年，可写多次，不写则为政策要用的各年：计划期，加上基年等", show_default=False
    ),
]


def template(
    out: Out = None,
    policy: PolicyOption = None,
    source: From = None,
    years: Years = None,
    force: bool = typer.Option(False, "--force", help="文件已有时覆盖"),
) -> int:
    """Write the ledger and say where it is."""
    if source and years:
        raise usage("--from 不和 --year 同用", "带数据时，年度按原台账")
    target = _target(out, f"{source.resolve().name if source.is_dir() else source.stem}{CARRIED}" if source else NAME)
    wanted = [year for text in years or [] if (year := year_of(text))]
    settled = in_force(source or target, policy=policy)
    again = settled.flags("policy")
    written = _carried(source, settled.policy, target, again, force) if source else _empty(settled.policy, wanted, target, again, force)
    say_origins(settled, "policy")
    typer.echo(f"已写出 {written}")
    typer.echo(f"先看里面的《填写说明》；填好后检查：{command('check', written, *again)}")
    return 0


def _empty(policy: str | None, years: list[int], target: Path, again: Sequence[str], force: bool) -> Path:
    from techreform_cli.domain.reads import years_read
    from techreform_cli.pipeline import read_by_others
    from techreform_cli.policies import read_policy
    from techreform_cli.report.template_guide import laid_for
    from techreform_cli.report.template_workbook import write_template

    found = read_policy(policy)
    return write_template(laid_for(found, read_by_others(Request(target, policy)), again), years or years_read(found), target, force)


def _carried(source: Path, policy: str | None, target: Path, again: Sequence[str], force: bool) -> Path:
    from techreform_cli.pipeline import load, originals, read_by_others
    from techreform_cli.report.template_guide import laid_for
    from techreform_cli.report.template_workbook import write_carried

    found, ledger = load(Request(source, policy))
    return write_carried(laid_for(found, read_by_others(Request(source, policy)), again), ledger, originals(source, ledger), target, force)


def _target(out: Path | None, name: str) -> Path:
    """Where to write: a file, with its suffix added where there is none, or a folder. Raises UsageError."""
    if out is None or out.is_dir():
        return (out or Path()) / f"{name}{SUFFIX}"
    if out.suffix.lower() == SUFFIX:
        return out
    if out.suffix.lower() in (".xls", ".xlsm", ".csv", ".ods", ".et"):
        raise usage(f"“{out}”的扩展名不对", f"写成 {SUFFIX}")
    return out.with_name(out.name + SUFFIX)
