"""techreform policy test: run the cases of law that lie beside a policy."""

from __future__ import annotations

from typing import Annotated

import typer

from techreform_cli.cli.options import JsonOption, show_json

HELP = "逐个算一遍政策的案例，对不上的指出来。案例写在政策文件旁边的 .cases.yaml 文件里。有对不上的，退出码为 1。"

Policies = Annotated[
    list[str] | None,
    typer.Argument(metavar="政策或案例…", help="政策编号、政策文件或案例文件，可写几个；不写则算自带政策的案例", show_default=False),
]


def test_policies(policies: Policies = None, json: JsonOption = False) -> int:
    """Run every case and say what came out differently."""
    from techreform_cli.casebook.run import run_cases
    from techreform_cli.report.case_results import document, show

    results = run_cases(policies or [])
    if json:
        show_json(document(results))
    else:
        show(results)
    return 0 if all(case.passed for result in results for case in result.cases) else 1
