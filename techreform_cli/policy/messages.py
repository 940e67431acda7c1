"""pydantic's findings about a policy file, in Chinese and with positions."""

from __future__ import annotations

import difflib
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from techreform_cli.policy.schema import PolicyFile
from techreform_cli.policy.yaml_source import Document, Path_

_KINDS = {
    "missing": ("P011", "缺少“{key}”", "补上这一项"),
    "string_type": ("P013", "“{key}”应是文字", "改成文字，必要时加引号"),
    "int_type": ("P013", "“{key}”应是整数", "改成整数"),
    "bool_type": ("P013", "“{key}”应是 true 或 false", "改成 true 或 false"),
    "list_type": ("P013", "“{key}”应是列表", "写成 [甲, 乙]，或每行一个短横线"),
    "dict_type": ("P013", "“{key}”应有下级内容", "换行缩进写，或写成 {{名: 值}}"),
    "model_type": ("P013", "“{key}”应有下级内容", "换行缩进写，或写成 {{名: 值}}"),
    "date_type": ("P013", "“{key}”应是日期", "写成 2018-09-15"),
    "is_instance_of": ("P013", "“{key}”的写法不对", "对照示例改正"),
    "too_short": ("P014", "“{key}”不能为空", "至少写一项"),
    "too_long": ("P014", "“{key}”项数太多", "删去多余的项"),
    "greater_than_equal": ("P014", "“{key}”太小", "不小于 {ge}"),
    "less_than_equal": ("P014", "“{key}”太大", "不大于 {le}"),
}


def report(error: ValidationError, document: Document) -> None:
    """Add every finding of `error` to the document's problems."""
    for item in error.errors():
        path = tuple(item["loc"])
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "文件")
        if item["type"] == "extra_forbidden":
            names = known_keys(path[:-1])
            near = difflib.get_close_matches(key, names, 1)
            hint = f"，是否为 {near[0]}？" if near else ""
            document.add("P012", path, f"未知字段 {key}{hint}", "可用的有：" + "、".join(names) if names else "删去这一项")
        elif item["type"] == "literal_error":
            allowed = item["ctx"]["expected"].replace("'", "").replace(" or ", "、").replace(", ", "、")
            document.add("P013", path, f"“{key}”不能是 {_shown(item['input'])}", f"只能是 {allowed}")
        elif item["type"] == "value_error":
            message = str(item["ctx"]["error"])
            document.add("P013", path, f"“{key}”{message}，写的是 {_shown(item['input'])}", "按这个写法改")
        else:
            code, text, remedy = _KINDS.get(item["type"], ("P013", "“{key}”的写法不对", "对照示例改正"))
            context = {"key": key, **item.get("ctx", {})}
            document.add(code, path, text.format(**context), remedy.format(**context))


def _shown(value: Any) -> str:
    if isinstance(value, str | int | bool):
        return str(value)
    return {"dict": "下级内容", "list": "列表", "NoneType": "空"}.get(type(value).__name__, str(value))


def known_keys(path: Path_) -> list[str]:
    """The keys an entry at `path` may have (empty: any, or unknown), following the models down from PolicyFile."""
    model: Any = PolicyFile
    for part in path:
        if isinstance(model, type) and issubclass(model, BaseModel):
            field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
            model = _inner(field.annotation) if field else None
        else:
            model = _inner(model)
        if model is None:
            return []
    model = _model_in(model)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _inner(annotation: Any) -> Any:
    """What an Optional, list or dict holds."""
    arguments = [a for a in get_args(annotation) if a is not type(None)]
    return arguments[-1] if arguments else annotation


def _model_in(annotation: Any) -> type[BaseModel] | None:
    while annotation is not None and not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        inner = _inner(annotation)
        if inner is annotation:
            return None
        annotation = inner
    return annotation
