"""The JSON Schema of policy files: what an editor needs to complete keys, explain them in Chinese, and mark what cannot be meant."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from techreform_cli.policy.schema import PolicyFile
from techreform_cli.policy.slot_examples import example
from techreform_cli.policy.slot_texts import TEXTS


def schema() -> dict[str, Any]:
    """The schema of a whole file. Keys are explained by the texts of slot_texts; what only Python readers need is left out."""
    found = PolicyFile.model_json_schema(by_alias=True)
    for name, shape in {PolicyFile.__name__: found, **found["$defs"]}.items():
        for entry in shape.get("anyOf", [shape]):
            entry.pop("description", None)
            for key, slot in entry.get("properties", {}).items():
                _explain(slot, TEXTS.get(f"{name}.{key}") or TEXTS.get(key, ""), example(name, key))
    found.pop("title")
    return {"$schema": GenerateJsonSchema.schema_dialect, "title": "技改政策文件", **found}


def _explain(slot: dict[str, Any], text: str, shown: str) -> None:
    """The Chinese text in place of a title made of the key, with an example where there is one."""
    slot.pop("title", None)
    if text:
        slot["description"] = f"{text}。例：{shown}" if shown else text
