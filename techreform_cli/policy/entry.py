"""The base of every entry of a policy file."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator


class Entry(BaseModel):
    """Base of all entries: unknown keys are errors, nothing is coerced. An entry with a `principal` key may be
    written as that key's value alone: `cap: 300万元` for `cap: {amount: 300万元}`."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)
    principal: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, data: Any) -> Any:
        return {cls.principal: data} if cls.principal and not isinstance(data, dict) else data
