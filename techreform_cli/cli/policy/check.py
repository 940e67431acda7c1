"""techreform policy check: everything wrong or doubtful in a policy file, with its place."""

from __future__ import annotations

from typing import Annotated

import typer

from techreform_cli.cli.options import JsonOption, show_json
from techreform_cli.domain.problem import PolicyInvalid, Severity

HELP = "检查政策文件：写错的、没有用到的、没有入规则的条款，通知自身对不上的数。有错误时退出码为 4。"

Policy = Annotated[str, typer.Argument(metavar="政策", help="政策编号或政策文件的路径", show_default=False)]


def check_policy(
    policy: Policy,
    json: JsonOption = False,
    strict: bool = typer.Option(False, "--strict", help="有提醒时，以退出码 1 结束"),
) -> int:
    """List what was found; a file that is not valid ends with all its errors."""
    from techreform_cli.policies import check_policy as check
    from techreform_cli.report.policy_findings import document, refusal, show

    try:
        checked = check(policy)
    except PolicyInvalid as error:
        if not json:
            raise
        show_json(refusal(error.problems))
        return error.exit_code
    if json:
        show_json(document(checked))
    else:
        show(checked)
    return 1 if strict and checked.count(Severity.WARNING) else 0
