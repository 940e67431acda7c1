"""pydantic's findings about a policy file, in Chinese and with positions."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from techreform_cli.policy.meant import meant_day
from techreform_cli.policy.scalars import written
from techreform_cli.policy.schema import PolicyFile
from techreform_cli.policy.slot_examples import EXAMPLES, example
from techreform_cli.policy.yaml_source import Document, Path_

_KINDS = {
    "missing": ("P011", "缺少“{key}”", "补上这一项"),
    "string_type": ("P013", "“{key}”应是文字", "改成文字，必要时加引号"),
    "int_type": ("P013", "“{key}”应是整数", "改成整数"),
    "bool_type": ("P013", "“{key}”应是 true 或 false", "改成 true 或 false"),
    "list_type": ("P013", "“{key}”应是列表", "写成 [甲, 乙]，或每行一个短横线"),
    "dict_type": ("P013", "“{key}”应有下级内容", "换行缩进写，或写成 {{名: 值}}"),
    "model_type": ("P013", "“{key}”应有下级内容", "换行缩进写，或写成 {{名: 值}}"),
    "date_type": ("P013", "“{key}”应是日期", "写成 2024-06-30"),
    "is_instance_of": ("P013", "“{key}”的写法不对", "对照示例改正"),
    "too_short": ("P014", "“{key}”不能为空", "至少写一项"),
    "too_long": ("P014", "“{key}”项数太多", "删去多余的项"),
    "greater_than_equal": ("P014", "“{key}”太小", "不小于 {ge}"),
    "less_than_equal": ("P014", "“{key}”太大", "不大于 {le}"),
}
MANY = 10
"""How many names of slots say little without what they mean."""
_BY_NAME = ("when", "waived_when")
"""The slots that hold the name of a definition."""


def report(error: ValidationError, document: Document, shape: type[BaseModel] = PolicyFile) -> None:
    """Add every finding of `error` to the document's problems; `shape` is the model the file was held against."""
    for item in error.errors():
        path = tuple(item["loc"])
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "文件")
        if item["type"] == "extra_forbidden":
            _unknown(document, path, key, shape)
        elif item["type"] == "literal_error":
            allowed = item["ctx"]["expected"].replace("'", "").replace(" or ", "、").replace(", ", "、")
            document.add("P013", path, f"“{key}”不能是 {written(item['input'])}", f"只能是 {allowed}")
        elif item["type"] == "value_error":
            document.add("P013", path, f"“{key}”写的是 {written(item['input'])}", str(item["ctx"]["error"]))
        else:
            code, text, remedy = _KINDS.get(item["type"], ("P013", "“{key}”的写法不对", "对照示例改正"))
            context = {"key": key, **item.get("ctx", {})}
            where = _slot(path, key) if item["type"] == "list_type" else path
            document.add(code, where, text.format(**context), _instead(item, path, key, shape) or remedy.format(**context))


def _unknown(document: Document, path: Path_, key: str, shape: type[BaseModel]) -> None:
    """A key that has no place here: what it may be, or where it belongs."""
    names, above = known_keys(path[:-1], shape), known_keys(path[:-2], shape)
    below = [name for name in names if key in known_keys((*path[:-1], name), shape)]
    remedy = "可用的有：" + "、".join(names) if names else "删去这一项"
    near = "" if key in above or below else document.nearest(key, names)
    if key in above:
        remedy = f"{key} 是上一级的，和 {path[-2]} 对齐；这里{remedy}"
    elif below:
        remedy = f"{key} 写在 {'、'.join(below)} 里；这里{remedy}"
    if not near and shape is PolicyFile and len(names) > MANY:
        remedy += f"；各项怎么写：techreform policy schema {path[0]}"
    document.add("P012", path, f"未知字段 {key}{f'，是否为 {near}？' if near else ''}", remedy)


def _instead(item: Any, path: Path_, key: str, shape: type[BaseModel]) -> str:
    """What to write in a slot that holds something of another shape; "" where nothing more is known than its shape."""
    value = item["input"]
    if item["type"] == "date_type":
        day = meant_day(value, key in ("last", "to"))
        return f"写成 {day}" if day else ""
    if item["type"] == "bool_type" and key == "is" and isinstance(value, str):
        return f"改成 true 或 false；比文字用 in: [{value}]"
    if item["type"] == "string_type" and key in _BY_NAME and isinstance(value, dict):
        return f"条件先写进 definitions，这里写它的名称，如 {key}: special"
    return _shaped(path, key, shape) if item["type"] in ("list_type", "dict_type", "model_type") else ""


def _shaped(path: Path_, key: str, shape: type[BaseModel]) -> str:
    """How the entry at `path` is written, by an example of its kind, or of the slot `key` that it is (an item of); "" without any."""
    own, holder = _shape_at(path, shape), _shape_at(_slot(path, key)[:-1], shape)
    of_kind = EXAMPLES.get(own.__name__, "") if _is_model(own) else ""
    if of_kind:
        return f"写成 {key}: {of_kind}" if path[-1] == key else f"每项写成 {of_kind}"
    shown = example(holder.__name__, key) if _is_model(holder) else ""
    return f"写成 {key}: {shown}" if shown else ""


def _slot(path: Path_, key: str) -> Path_:
    """The path without the numbers of list items at its end."""
    while path and path[-1] != key:
        path = path[:-1]
    return path


@cache
def known_keys(path: Path_, whole: type[BaseModel] = PolicyFile) -> tuple[str, ...]:
    """The keys an entry at `path` may have (empty: any, or unknown), following the models down from that of the whole file."""
    shape = _shape_at(path, whole)
    return tuple(field.alias or name for name, field in shape.model_fields.items()) if _is_model(shape) else ()


def _shape_at(path: Path_, whole: type[BaseModel]) -> Any:
    """The shape of the entry at `path`; None if there is none."""
    shape: Any = whole
    for part in path:
        shape = _below(shape, part)
    return shape


def _below(shape: Any, part: str | int) -> Any:
    """The shape of the entry `part` of something of this shape; None if it has none."""
    if _is_model(shape):
        field = next((f for name, f in shape.model_fields.items() if part == (f.alias or name)), None)
        return _bare(field.annotation) if field else None
    inner = get_args(shape)
    if get_origin(shape) is dict:
        return _bare(inner[1])
    return _bare(inner[0]) if get_origin(shape) is list else None


def _bare(annotation: Any) -> Any:
    """An annotation without "or None" and without what only validates it."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    return annotation


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)
