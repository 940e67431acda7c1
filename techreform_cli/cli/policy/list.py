"""techreform policy list: which policies come with the program."""

from __future__ import annotations

from techreform_cli.cli.options import JsonOption, show_json

HELP = "列出自带的政策。"


def list_policies(json: JsonOption = False) -> int:
    """Show every packaged policy with its title and years; the default one is marked."""
    from techreform_cli.policy.load import load_policy
    from techreform_cli.policy.packaged import default_policy, packaged

    policies = [load_policy(name) for name in packaged()]
    default = default_policy()
    if json:
        rows = [{"id": p.id, "title": p.title, "document": p.document, "plan": list(p.plan), "default": p.id == default} for p in policies]
        show_json({"schema_version": 1, "policies": rows})
        return 0
    from techreform_cli.report.policy_list import show

    show(policies, default)
    return 0
