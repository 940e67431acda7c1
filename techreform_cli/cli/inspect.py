"""techreform inspect: how a ledger is laid out, what each sheet and column is taken for, and a file to correct that."""

from __future__ import annotations

import typer

from techreform_cli.cli.in_force import in_force, say_origins
from techreform_cli.cli.options import JsonOption, Ledger, PolicyOption, show_json
from techreform_cli.pipeline import Request

HELP = "看台账是怎么认的：有哪些工作表，表头在哪一行，每一列当作什么。认错了的可以改。"


def inspect(
    ledger: Ledger,
    policy: PolicyOption = None,
    save: bool = typer.Option(False, "--save", help="把认出的表和列写进台账旁边的 台账.列对应.yaml，改好后以后都照它读"),
    json: JsonOption = False,
) -> int:
    """Say how the ledger is read, and save it where that is asked for."""
    from techreform_cli.pipeline import inspect as look_over

    settled = in_force(ledger, policy=policy)
    found = look_over(Request(ledger, settled.policy))
    if save:
        from techreform_cli.report.inspect_choices import save_choices

        saving = save_choices(found)
    if json:
        from techreform_cli.report.inspect_document import document

        show_json(document(found, str(found.place) if save else ""))
    else:
        from techreform_cli.report.inspect_terminal import show

        say_origins(settled, "policy")
        show(found, [ledger, *settled.flags("policy")], saving if save else None)
    return 0
