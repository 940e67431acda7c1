"""techreform calc: a ledger in, two workbooks and a summary out."""

from __future__ import annotations

import typer

from techreform_cli.cli.in_force import in_force, say_origins, told_of_out
from techreform_cli.cli.options import (
    AsOfOption,
    FolderOption,
    JsonOption,
    Ledger,
    PolicyOption,
    SetOption,
    YearOption,
    settings_of,
    show_json,
)
from techreform_cli.pipeline import Request

HELP = "读台账，按政策计算，写出《目标进度》和《奖补测算》两个工作簿。"


def calc(
    ledger: Ledger,
    year: YearOption = None,
    policy: PolicyOption = None,
    changes: SetOption = None,
    as_of: AsOfOption = None,
    out: FolderOption = None,
    json: JsonOption = False,
    no_sensitivity: bool = typer.Option(False, "--no-sensitivity", help="不试算待确认口径的其他读法"),
    strict: bool | None = typer.Option(None, "--strict/--no-strict", help="台账有错误或有待补正的事项时，以退出码 1 结束"),
) -> int:
    """Compute, write both workbooks, and say what came out; the exit code is returned."""
    from techreform_cli.pipeline import compute
    from techreform_cli.report.outputs import write_workbooks

    changed = settings_of(changes)
    found = in_force(ledger, policy=policy, year=year, as_of=as_of, out=out, strict=strict)
    result = compute(Request(ledger, found.policy, changed, found.year, found.as_of), readings=not no_sensitivity)
    with told_of_out(found):
        written = write_workbooks(result, ledger, found.out)
    if json:
        from techreform_cli.report.json_document import document

        show_json(document(result, [str(path) for path in written]))
    else:
        from techreform_cli.report.terminal import show

        say_origins(found, "policy", "year", "as_of", "out", "strict")
        show(result, written)
    return 1 if found.strict and result.needs_a_person else 0
