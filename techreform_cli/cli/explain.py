"""techreform explain: how one enterprise's awards came about, down to the cell."""

from __future__ import annotations

from typing import Annotated

import typer

from techreform_cli.cli.in_force import format_of, in_force, say_origins
from techreform_cli.cli.options import AsOfOption, Ledger, PolicyOption, SetOption, YearOption, settings_of, show_json
from techreform_cli.pipeline import Request

HELP = "一家企业的奖补是怎样算出来的：依据的单元格、每个条件、每步计算、口径、怎样会改变。"

What = Annotated[str, typer.Argument(metavar="企业", help="企业名称的一部分、统一社会信用代码或项目编号", show_default=False)]
ProgramOption = Annotated[
    str | None, typer.Option("--program", metavar="奖补", help="只看一项奖补：名称、条款或编号，不写则看全部", show_default=False)
]
FORMAT_HELP = "写 --format=md 得到 Markdown，--format=json 得到 JSON；不写则为树状文字"
FormatOption = Annotated[str | None, typer.Option("--format", metavar="格式", help=FORMAT_HELP, show_default=False)]


def explain(
    ledger: Ledger,
    what: What,
    year: YearOption = None,
    policy: PolicyOption = None,
    changes: SetOption = None,
    as_of: AsOfOption = None,
    program: ProgramOption = None,
    form: FormatOption = None,
) -> int:
    """Show the whole derivation; nothing is written to disk."""
    from techreform_cli.pipeline import inquire

    changed = settings_of(changes)
    settled = in_force(ledger, policy=policy, year=year, as_of=as_of)
    form = format_of("explain", form, settled.county)
    found = inquire(Request(ledger, settled.policy, changed, settled.year, settled.as_of), what, program)
    if form == "json":
        from techreform_cli.report.explain_document import document

        show_json(document(found))
    elif form == "md":
        from techreform_cli.report.explain_text import markdown

        typer.echo(markdown(found), nl=False)
    else:
        from techreform_cli.report.explain_text import show

        say_origins(settled, "policy", "year", "as_of")
        show(found)
    return 0
