"""Changes laid over a policy file before it is validated: the readings in use, and what --set asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from techreform_cli.domain.problem import Problem, Severity, UsageError
from techreform_cli.policy.messages import known_keys
from techreform_cli.policy.scalars import BadScalar, resolve, written
from techreform_cli.policy.yaml_source import Document, Path_, copied

PRINCIPAL = {
    "claims": "sheet",
    "rate": "otherwise",
    "prize": "otherwise",
    "claim_floor": "amount",
    "claim_cap": "amount",
    "floor": "amount",
    "cap": "amount",
}
"""The key meant when a plain value is set on an entry that has it: programs.x.cap=300万元."""

CHANGEABLE = (
    "programs",
    "targets",
    "parameters",
    "definitions",
    "stacking",
    "total_caps",
    "budgets",
    "fund_programs",
    "about",
    "places",
    "tracked",
    "scorecards",
)
"""The parts of a file that a reading or --set may change; the rest says what notice it is and what is open in it."""


def section(document: Document, key: str) -> dict[str, Any]:
    """A part of the file that should have named entries; empty where it has not (which validation reports)."""
    found = document.data.get(key) if isinstance(document.data, dict) else None
    return found if isinstance(found, dict) else {}


def expand_principals(document: Document) -> None:
    """Write out every slot of a program and every goal given as its principal value alone, so that a path such as floor.mode leads
    somewhere."""
    for name, program in section(document, "programs").items():
        for slot, key in PRINCIPAL.items() if isinstance(program, dict) else ():
            _expand(document, program, ("programs", name, slot), key)
    for name, target in section(document, "targets").items():
        for slot in ("every_year", "plan", "plan_only") if isinstance(target, dict) else ():
            _expand(document, target, ("targets", name, slot), "value")
        goals = target.get("goals") if isinstance(target, dict) else None
        goals = goals if isinstance(goals, dict) else {}
        for year in goals:
            _expand(document, goals, ("targets", name, "goals", year), "value")


def _expand(document: Document, holder: dict[str, Any], path: Path_, key: str) -> None:
    """Write out the entry at `path`, which `holder` holds, if it is a value alone."""
    value = holder.get(str(path[-1]))
    if value is not None and not isinstance(value, dict):
        holder[str(path[-1])] = {key: value}
        document.marks[(*path, key)] = document.marks[path]


def apply_interpretations(document: Document, choices: dict[str, str]) -> dict[str, str]:
    """Lay the patches of every interpretation's option over the data; `choices` override the file's own.

    Returns the option used per interpretation. A patch that leads nowhere is noted as P021.
    """
    used: dict[str, str] = {}
    for name, entry in section(document, "interpretations").items():
        options = _options(document, name)
        if not options:
            continue
        if not isinstance(entry.get("use"), dict | list | None):
            entry["use"] = written(entry["use"])  # 2018-01-01 is a day elsewhere, here the name of an option
        use = choices.get(name) or entry.get("use") or next(iter(options))
        if not isinstance(use, str) or use not in options:
            message = f"口径 {name} 没有“{written(use)}”这个选项"
            document.add("P020", ("interpretations", name, "use"), message, "可选：" + "、".join(options))
            continue
        used[name] = use
        for target, value in _patch(options[use]).items():
            origin = ("interpretations", name, "options", use, "set", target)
            path = _found_path(document.data, target.split("."))
            if _may_hold(document.data, path):
                _assign(document, path, value, origin)
    for name in used:
        _check_targets(document, name)
    return used


def _check_targets(document: Document, name: str) -> None:
    """Note every path of an interpretation's options, in use or not, that leads nowhere."""
    for option, entry in _options(document, name).items():
        for target in _patch(entry):
            path = _found_path(document.data, target.split("."))
            if not _may_hold(document.data, path):
                near = document.nearest(str(path[-1]), known_keys(path[:-1]))
                advice = f"是否为 {near}？" if near and near != path[-1] else "检查路径，开头应是 " + "、".join(CHANGEABLE)
                document.add("P021", ("interpretations", name, "options", option, "set", target), f"没有“{target}”这一项", advice)


def _options(document: Document, name: str) -> dict[str, Any]:
    entry = section(document, "interpretations").get(name)
    options = entry.get("options") if isinstance(entry, dict) else None
    return options if isinstance(options, dict) else {}


def _patch(option: Any) -> dict[str, Any]:
    patch = option.get("set") if isinstance(option, dict) else None
    return patch if isinstance(patch, dict) else {}


def chosen_options(document: Document, settings: dict[str, str]) -> dict[str, str]:
    """Those of --set NAME=VALUE that choose an interpretation's option. Raises UsageError for an option that does not exist."""
    choices: dict[str, str] = {}
    for name, text in settings.items():
        if name not in section(document, "interpretations"):
            continue
        options = _options(document, name)
        if text not in options:
            raise UsageError(_usage(f"口径 {name} 没有“{text}”这个选项", _option_advice(document, name, text)))
        choices[name] = text
    return choices


def _option_advice(document: Document, name: str, text: str) -> str:
    """The option meant, else the options with what they say; for a figure, how the parameter of the same name is set."""
    if name in section(document, "parameters") and not isinstance(_parsed(name, text), str):
        return f"要改同名的参数，写 parameters.{name}.value={text}"
    options = _options(document, name)
    near = document.nearest(text, options)
    return (
        f"是否为 {near}？" if near else "可选：" + "、".join(f"{option}（{entry.get('label', '')}）" for option, entry in options.items())
    )


def apply_slots(document: Document, settings: dict[str, str]) -> None:
    """Apply those of --set NAME=VALUE that set a parameter (by id), a program's slot (program.slot…) or a full path.

    Raises UsageError where NAME leads nowhere.
    """
    for name, text in settings.items():
        if name in section(document, "interpretations"):
            continue
        value = _parsed(name, text)
        path = _slot_path(document, name)
        if path and value is not None:
            path = _through_parameter(document.data, path)
        if not path or not _may_hold(document.data, path):
            raise UsageError(_usage(f"--set 的“{name}”不存在", _suggestion(document, name)))
        _assign(document, path, value, None)


def settled(document: Document, used: dict[str, str]) -> dict[str, str]:
    """The option per interpretation after --set changed slots: where another option now describes the rules, that one."""
    found = {}
    for name, use in used.items():
        options = _options(document, name)
        fitting = [option for option in options if _describes(document, _patch(options[option]))]
        found[name] = use if use in fitting or not fitting else fitting[0]
    return found


def _describes(document: Document, patch: dict[str, Any]) -> bool:
    return all(_look(document.data, _found_path(document.data, target.split("."))) == (True, value) for target, value in patch.items())


def _usage(message: str, remedy: str) -> Problem:
    return Problem("U010", Severity.ERROR, message, remedy)


def _slot_path(document: Document, name: str) -> Path_:
    """The full path NAME stands for; () if it stands for none."""
    head, *rest = name.split(".")
    if head in section(document, "programs") and rest:
        return _found_path(document.data, ["programs", head, *rest])
    if head in CHANGEABLE and head in document.data and (rest or not isinstance(document.data[head], dict)):
        return _found_path(document.data, [head, *rest])
    if head in section(document, "parameters") and not rest:
        return ("parameters", head, "value")
    return ()


def _found_path(data: Any, parts: list[str]) -> Path_:
    """A path as written, its positions in lists turned into numbers."""
    path: list[str | int] = []
    for part in parts:
        path.append(int(part) if isinstance(data, list) and re.fullmatch("[0-9]{1,4}", part) else part)
        data = _look(data, (path[-1],))[1]
    return tuple(path)


def _suggestion(document: Document, name: str) -> str:
    known = [*section(document, "interpretations"), *section(document, "parameters")]
    for program, entry in section(document, "programs").items():
        known += [f"{program}.{slot}" for slot in {**dict.fromkeys(known_keys(("programs", program))), **entry}]
    near = document.nearest(name, known, 0.4)
    return f"是否为 {near}？" if near else "写成 口径=选项、参数=值 或 奖补.项=值"


def _parsed(name: str, text: str) -> Any:
    if text.startswith("[") and text.endswith("]"):
        return [part.strip() for part in re.split("[,，、]", text[1:-1]) if part.strip()]
    try:
        return resolve(text)
    except BadScalar as error:
        raise UsageError(_usage(f"--set {name}：{error}", error.remedy)) from None


def _through_parameter(data: dict[str, Any], path: Path_) -> Path_:
    """Where the slot at `path` holds a `$parameter` that nothing else reads, the parameter's own path, so that the
    workbook shows the changed figure under its name; else `path`."""
    found, current = _look(data, path)
    key = PRINCIPAL.get(str(path[-1]))
    if found and isinstance(current, dict) and key in current and "cases" not in current:
        path, current = (*path, str(key)), current[key]
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
        held = part in data if isinstance(data, dict) else isinstance(data, list) and isinstance(part, int) and part < len(data)
        if not held:
            return False, None
        data = data[part]
    return True, data


def _may_hold(data: Any, path: Path_) -> bool:
    """Whether the file may have an entry at `path` that a reading or --set changes; its parent must exist."""
    found, parent = _look(data, path[:-1])
    if not found or path[0] not in CHANGEABLE:
        return False
    if isinstance(parent, list):
        return isinstance(path[-1], int) and path[-1] < len(parent)
    known = known_keys(path[:-1])
    return isinstance(parent, dict) and (path[-1] in known if known else path[-1] in parent)


def _assign(document: Document, path: Path_, value: Any, origin: Path_ | None) -> None:
    """Set `value` at `path`, which may be held; errors found there later point at `origin` and below."""
    parent, key = _look(document.data, path[:-1])[1], path[-1]
    if path[0] == "parameters" and key == "value":
        parent.pop("values", None)
    for old in _below(path, _look(parent, (key,))[1]):
        document.marks.pop(old, None)
    parent[key] = copied(value)
    for new in _below(path, value) if origin else ():
        mark = document.marks.get((*(origin or ()), *new[len(path) :]))
        if mark:
            document.marks[new] = mark


def _below(path: Path_, value: Any) -> Iterator[Path_]:
    """`path` and the paths of everything in `value`."""
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in entries:
        yield from _below((*path, key), part)
