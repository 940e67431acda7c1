"""techreform.yaml beside a ledger: the readings a county has chosen and confirmed, laid over the policy file.

    interpretations:
      equipment_floor:
        use: threshold
        confirmed: {by: 张三, on: 2019-01-10}

A packaged policy is not the clerk's to edit; this file is.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from techreform_cli.policy.entry import Entry
from techreform_cli.policy.messages import report
from techreform_cli.policy.patches import section
from techreform_cli.policy.scalars import written
from techreform_cli.policy.schema import ConfirmedEntry
from techreform_cli.policy.yaml_source import Document, read_yaml

FILE = "techreform.yaml"


class ChoiceEntry(Entry):
    """The reading chosen (none: the policy file's own), and who confirmed it when."""

    use: str | dt.date | None = None
    confirmed: ConfirmedEntry | None = None


class OverlayFile(Entry):
    """The whole file."""

    interpretations: dict[str, ChoiceEntry] = Field(default_factory=dict)


def lay_over(document: Document, path: Path) -> str:
    """Change the policy's interpretations as the file at `path` says; returns the file's sha256.

    Raises PolicyInvalid, with every error and its place in that file.
    """
    overlay = read_yaml(path)
    known = section(document, "interpretations")
    for name, choice in _entries(overlay).interpretations.items():
        where = ("interpretations", name)
        entry: Any = known.get(name)
        if not isinstance(entry, dict):
            near = overlay.nearest(name, known)
            overlay.add("P022", where, f"政策没有“{name}”这个口径", f"是否为 {near}？" if near else "可用的有：" + "、".join(known))
            continue
        options = entry.get("options") or {}
        use = written(choice.use) if choice.use is not None else entry.get("use") or next(iter(options), "")
        if use not in options:
            overlay.add("P020", (*where, "use"), f"口径 {name} 没有“{use}”这个选项", "可选：" + "、".join(options))
            continue
        entry["use"] = use
        entry["confirmed"] = overlay.data["interpretations"][name].get("confirmed")
    overlay.raise_if_errors()
    return overlay.sha256


def _entries(overlay: Document) -> OverlayFile:
    try:
        return OverlayFile.model_validate(overlay.data or {})
    except ValidationError as error:
        report(error, overlay, OverlayFile)
        overlay.raise_if_errors()
        raise
