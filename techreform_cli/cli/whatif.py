"""techreform whatif: what changes of the policy would cost, against the policy as it is."""

from __future__ import annotations

from typing import Annotated

import typer

from techreform_cli.cli.in_force import in_force, say_origins, told_of_out
from techreform_cli.cli.options import (
    AsOfOption,
    FolderOption,
    JsonOption,
    Ledger,
    PolicyOption,
    YearOption,
    settings_of,
    show_json,
)
from techreform_cli.pipeline import Request

HELP = "试算：改一改政策，和现行的比，差多少、谁变多少，写出《试算对比》工作簿。"

ChangeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="名=值", help="要试的改动，写法同 calc；值可写范围（起..止:步长，如 10%..25%:5%），可写多次", show_default=False
    ),
]


def whatif(
    ledger: Ledger,
    changes: ChangeOption = None,
    year: YearOption = None,
    policy: PolicyOption = None,
    as_of: AsOfOption = None,
    out: FolderOption = None,
    json: JsonOption = False,
) -> int:
    """Compare, write the workbook, and say what came out."""
    from techreform_cli.pipeline import what_if
    from techreform_cli.report.whatif_workbook import write_whatif

    changed = settings_of(changes)
    settled = in_force(ledger, policy=policy, year=year, as_of=as_of, out=out)
    found = what_if(Request(ledger, settled.policy, changed, settled.year, settled.as_of))
    with told_of_out(settled):
        written = write_whatif(found, ledger, settled.out)
    if json:
        from techreform_cli.report.whatif_document import whatif_document

        show_json(whatif_document(found, [str(path) for path in written]))
    else:
        from techreform_cli.report.whatif_terminal import show

        say_origins(settled, "policy", "year", "as_of", "out")
        show(found, written)
    return 0
