"""techreform policy diff: what changed between two policies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from techreform_cli.cli.options import JsonOption, YearOption, show_json, year_of

HELP = "比较两个政策：规则有什么不同；有台账时，谁多谁少。"

Before = Annotated[str, typer.Argument(metavar="原政策", help="政策编号或文件", show_default=False)]
After = Annotated[str, typer.Argument(metavar="现政策", help="政策编号或文件", show_default=False)]
OfLedger = Annotated[Path | None, typer.Option("--ledger", metavar="台账", help="用这份台账比较奖补金额，如 台账.xlsx", show_default=False)]


def diff_policies(before: Before, after: After, ledger: OfLedger = None, year: YearOption = None, json: JsonOption = False) -> int:
    """Show what differs; with a ledger, the effect on one year."""
    from techreform_cli.pipeline import policy_effect
    from techreform_cli.policies import read_policy
    from techreform_cli.report.policy_diff import differences, document, show

    policies = read_policy(before), read_policy(after)
    found = differences(*policies)
    effect = None if ledger is None else policy_effect(before, after, ledger, year_of(year))
    if json:
        show_json(document(*policies, found, effect))
    else:
        show(*policies, found, effect)
    return 0
