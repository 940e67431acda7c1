"""techreform policy list: which policies come with the program."""

from __future__ import annotations

from techreform_cli.cli.options import JsonOption, show_json

HELP = "列出自带的政策和示例。"


def list_policies(json: JsonOption = False) -> int:
    """Show every packaged policy with its title and years; the default one and those that are examples are marked."""
    from techreform_cli.policies import packaged_policies

    policies = packaged_policies()
    default = policies[0][0].id
    if json:
        rows = [
            {"id": p.id, "title": p.title, "document": p.document, "plan": list(p.plan), "default": p.id == default, "example": example}
            for p, example in policies
        ]
        show_json({"schema_version": 1, "policies": rows})
        return 0
    from techreform_cli.report.policy_list import show

    show(policies, default)
    return 0
