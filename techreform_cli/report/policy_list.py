"""The packaged policies as a list on the terminal."""

from __future__ import annotations

from techreform_cli.domain.policy import Policy
from techreform_cli.report.console import terminal
from techreform_cli.report.tables import table


def show(policies: list[tuple[Policy, bool]], default: str) -> None:
    """A line per policy: its id, what notice it is, its years; 默认 beside the one used where none is named, 示例 beside an example."""
    shown = table("", [(name, "left") for name in ("编号", "文件", "名称", "年度", "")], gives=2)
    for policy, example in policies:
        first, last = policy.plan
        shown.add_row(
            policy.id, policy.document, policy.title, f"{first}—{last}", "默认" if policy.id == default else "示例" if example else ""
        )
    terminal().print(shown)
