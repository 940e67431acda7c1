"""What a county settles once in techreform.yaml beside its ledgers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Ledgers that are read together and computed once. `ledgers` are names or globs relative to the folder of techreform.yaml;
    `policy` is an id or a path (None: the folder's or the default one)."""

    name: str
    ledgers: tuple[str, ...]
    policy: str | None = None
