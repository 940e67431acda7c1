"""The settings in force as the JSON object other programs read."""

from __future__ import annotations

from typing import Any

from techreform_cli.domain.county import FILE, InForce, Origin
from techreform_cli.domain.policy import Policy
from techreform_cli.report.config_words import Caught, reading_origin, rows

SCHEMA_VERSION = 1


def document(found: InForce, policy: Policy, groups: Caught, doubts: list[str]) -> dict[str, Any]:
    """Every setting with its value (null: nothing settles it) and origin, the readings, the groups, and what is doubtful."""
    county = found.county
    return {
        "schema_version": SCHEMA_VERSION,
        "folder": str(county.folder),
        "file": FILE if county.exists else None,
        "policy": {"id": policy.id, "document": policy.document, "sha256": policy.sha256},
        "settings": {row.key: {"value": row.value, "from": _origin(row.origin)} for row in rows(found, policy)},
        "interpretations": {
            item.id: {
                "use": item.use,
                "confirmed": {"by": item.confirmed_by, "on": item.confirmed_on} if item.confirmed else None,
                "from": _origin(reading_origin(found, policy, item)),
            }
            for item in policy.interpretations
        },
        "groups": {
            group.name: {
                "policy": group.policy,
                "ledgers": list(group.ledgers),
                "files": [path.relative_to(county.folder).as_posix() for path in files],
                "from": _origin(county.origin(f"groups.{group.name}")),
            }
            for group, files in groups
        },
        "doubts": doubts,
    }


def _origin(origin: Origin) -> dict[str, Any]:
    """Kind (flag, environment, file, default), the flag or variable, and line:column in the file."""
    return {"kind": origin.kind, "name": origin.name or None, "place": origin.place.cell if origin.place else None}
