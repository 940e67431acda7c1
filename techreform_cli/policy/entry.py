"""The base of every entry of a policy file."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Entry(BaseModel):
    """Base of all entries: unknown keys are errors, nothing is coerced. An entry with a `principal` key may be
    written as that key's value alone: `cap: 300万元` for `cap: {amount: 300万元}`."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)
    principal: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, data: Any) -> Any:
        return {cls.principal: data} if cls.principal and not isinstance(data, dict) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The published schema of an entry with a `principal` allows its value alone, too."""
        found = handler(core_schema)
        if not cls.principal:
            return found
        whole = handler.resolve_ref_schema(found)
        slot = whole["properties"][cls.principal]
        alone = next((kind for kind in slot.get("anyOf", []) if kind != {"type": "null"}), slot)
        return {"anyOf": [{key: value for key, value in alone.items() if key not in ("title", "default")}, found]}
