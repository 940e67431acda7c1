"""Changes laid over a policy file before it is validated: the readings in use, and what --set asks for."""

from __future__ import annotations

import copy
import difflib
from typing import Any

from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.policy.messages import known_keys
from techreform_cli.policy.scalars import BadScalar, resolve
from techreform_cli.policy.yaml_source import Document, Path_

PRINCIPAL = ("amount", "otherwise")
"""The key meant when a plain value is set on an entry that has it: programs.x.cap=300万元."""


def apply_interpretations(document: Document, choices: dict[str, str]) -> dict[str, str]:
    """Lay the patches of every interpretation's option over the data; `choices` override the file's own.

    Returns the option used per interpretation. A patch that leads nowhere is noted as P021.
    """
    used: dict[str, str] = {}
    interpretations = document.data.get("interpretations") if isinstance(document.data, dict) else None
    for name, entry in (interpretations if isinstance(interpretations, dict) else {}).items():
        options = entry.get("options") if isinstance(entry, dict) else None
        if not isinstance(options, dict) or not options:
            continue
        use = choices.get(name) or entry.get("use") or next(iter(options))
        if use not in options:
            document.add("P020", ("interpretations", name, "use"), f"口径 {name} 没有“{use}”这个选项", "可选：" + "、".join(options))
            continue
        used[name] = use
        option = options[use]
        if isinstance(option, dict) and isinstance(option.get("set"), dict):
            for target, value in option["set"].items():
                path = ("interpretations", name, "options", use, "set", target)
                if not _assign(document, tuple(target.split(".")), value, path):
                    document.add("P021", path, f"没有“{target}”这一项", "检查路径：programs、targets、parameters 等下的名称")
    return used


def chosen_options(document: Document, settings: dict[str, str]) -> dict[str, str]:
    """Those of --set NAME=VALUE that choose an interpretation's option. Raises UsageError for an option that does not exist."""
    choices: dict[str, str] = {}
    interpretations = document.data.get("interpretations") or {}
    for name, text in settings.items():
        if name in interpretations:
            options = interpretations[name].get("options", {})
            if text not in options:
                raise UsageError(_usage(f"口径 {name} 没有“{text}”这个选项", "可选：" + "、".join(options)))
            choices[name] = text
    return choices


def apply_slots(document: Document, settings: dict[str, str]) -> None:
    """Apply those of --set NAME=VALUE that set a parameter (by id), a program's slot (program.slot…) or a full path.

    Raises UsageError where NAME leads nowhere.
    """
    data = document.data
    for name, text in settings.items():
        if name in (data.get("interpretations") or {}):
            continue
        path = _slot_path(data, name)
        value = _parsed(name, text)
        path = _through_parameter(data, path)
        known = known_keys(path[:-1])
        if (known and path[-1] not in known) or not _assign(document, path, value, path):
            raise UsageError(_usage(f"--set 的“{name}”不存在", _suggestion(data, name)))


def _usage(message: str, remedy: str) -> Problem:
    return Problem("U010", Severity.ERROR, message, remedy)


def _slot_path(data: dict[str, Any], name: str) -> Path_:
    head, *rest = name.split(".")
    if head in (data.get("programs") or {}) and rest:
        return ("programs", head, *rest)
    if head in data and rest:
        return (head, *rest)
    if head in (data.get("parameters") or {}) and not rest:
        return ("parameters", head, "value")
    raise UsageError(_usage(f"--set 的“{name}”不存在", _suggestion(data, name)))


def _suggestion(data: dict[str, Any], name: str) -> str:
    known = [*(data.get("interpretations") or {}), *(data.get("parameters") or {})]
    known += [f"{p}.{slot}" for p, entry in (data.get("programs") or {}).items() for slot in entry]
    near = difflib.get_close_matches(name, known, 3, 0.4)
    return "是否为 " + "、".join(near) + "？" if near else "写成 口径=选项、参数=值 或 奖补.项=值"


def _parsed(name: str, text: str) -> Any:
    if text.startswith("[") and text.endswith("]"):
        return [part.strip() for part in text[1:-1].split(",") if part.strip()]
    try:
        return resolve(text)
    except BadScalar as error:
        raise UsageError(_usage(f"--set {name}：{error}", "改成正确的写法")) from None


def _through_parameter(data: dict[str, Any], path: Path_) -> Path_:
    """Where the slot at `path` holds a `$parameter` that nothing else reads, the parameter's own path, so that the
    workbook shows the changed figure under its name; else `path`."""
    found, current = _look(data, path)
    if found and isinstance(current, dict):
        key = next((k for k in PRINCIPAL if k in current), None)
        if key is not None and "cases" not in current:
            path, current = (*path, key), current[key]
    if isinstance(current, str) and current.startswith("$") and _references(data, current) == 1:
        return ("parameters", current[1:], "value")
    return path


def _references(value: Any, reference: str) -> int:
    if isinstance(value, dict):
        return sum(_references(v, reference) for v in value.values())
    if isinstance(value, list):
        return sum(_references(v, reference) for v in value)
    return int(value == reference)


def _look(data: Any, path: Path_) -> tuple[bool, Any]:
    for part in path:
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and str(part).isdigit() and int(part) < len(data):
            data = data[int(part)]
        else:
            return False, None
    return True, data


def _assign(document: Document, path: Path_, value: Any, origin: Path_) -> bool:
    """Set `value` at `path`, whose parent must exist; errors found there later point at `origin`."""
    found, parent = _look(document.data, path[:-1])
    if not found or not isinstance(parent, dict | list):
        return False
    key: Any = path[-1]
    if isinstance(parent, list):
        if not str(key).isdigit() or int(key) >= len(parent):
            return False
        key = int(key)
    if path[0] == "parameters" and path[-1] == "value":
        parent.pop("values", None)
    parent[key] = copy.deepcopy(value)
    mark = document.marks.get(origin)
    if mark:
        document.marks[tuple(int(p) if isinstance(p, str) and p.isdigit() else p for p in path)] = mark
    return True
