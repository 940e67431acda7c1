"""Typer's own words in Chinese: help pages and usage errors, laid out for characters that are two columns wide."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

from techreform_cli.domain.problem import Problem, Severity, UsageError

_WIDEST, _NARROWEST = 100, 40
_LEFT_MOST = 24
"""How wide the column of names may become before a text starts on its own line."""


class _Chinese:
    """Mixin for commands and groups: the help page in Chinese, and every usage error knows its command."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这份帮助"
            option.default = False  # without a default of its own, Typer loads pydantic to find that nothing was given
        return option

    def get_usage(self, ctx: Any) -> str:
        return "用法：" + " ".join([ctx.command_path, *_usage_pieces(self, ctx)])

    def get_help(self, ctx: Any) -> str:
        return help_page(self, ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_page(self, ctx) + "\n")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return list(super().parse_args(ctx, args))  # type: ignore[misc]
        except Exception as error:
            if hasattr(error, "format_message") and getattr(error, "ctx", None) is None:
                error.ctx = ctx  # type: ignore[attr-defined]
            raise


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help is Chinese."""


class ChineseGroup(_Chinese, TyperGroup):
    """A group of commands whose help is Chinese."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command meant. Raises UsageError, with the command that looks most like it."""
        if self.get_command(ctx, args[0]) is None:
            raise UsageError(Problem("U002", Severity.ERROR, f"没有“{args[0]}”这个命令", _command_advice(self, ctx, args[0])))
        return super().resolve_command(ctx, args)


def _command_advice(group: Any, ctx: Any, name: str) -> str:
    commands = group.list_commands(ctx)
    if Path(name).suffix and commands:
        return f"命令写在文件前面：{ctx.command_path} {commands[0]} {name}"
    from difflib import get_close_matches

    near = get_close_matches(name, commands, 1)
    return f"是否为 {near[0]}？" if near else f"可用的有：{'、'.join(commands)}，查看用法：{ctx.command_path} --help"


def _usage_pieces(command: Any, ctx: Any) -> list[str]:
    arguments = [p.metavar or p.human_readable_name for p in command.get_params(ctx) if p.param_type_name == "argument"]
    return ["[选项]", *arguments, *(["命令 …"] if isinstance(command, TyperGroup) else [])]


def help_page(command: Any, ctx: Any) -> str:
    """The whole help page of a command or group."""
    width = max(min(shutil.get_terminal_size().columns, _WIDEST), _NARROWEST)
    arguments, options = [], []
    for param in command.get_params(ctx):
        if param.param_type_name == "argument":
            arguments.append((str(param.metavar or param.human_readable_name), f"{param.help or ''}{'（必填）' if param.required else ''}"))
        elif not param.hidden:
            options.append((_option_name(param), f"{param.help or ''}{_default(param)}"))
    commands = [(name, inner.help or "") for name, inner in getattr(command, "commands", {}).items() if not inner.hidden]
    sections = [("参数", arguments), ("选项", options), ("命令", commands)]
    parts = [command.get_usage(ctx), "\n".join(_wrapped(command.help or "", width - 2, "  "))]
    parts += [f"{title}：\n{_columns(rows, width)}" for title, rows in sections if rows]
    return "\n\n".join(part for part in parts if part.strip())


def _option_name(option: Any) -> str:
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=len))
    return names if option.is_flag else f"{names} {option.metavar or '值'}"


def _default(option: Any) -> str:
    given = option.default is not None and not option.is_flag and option.show_default
    return f"（不写则为 {option.default}）" if given else ""


def _columns(rows: list[tuple[str, str]], width: int) -> str:
    left = min(max(columns_of(name) for name, _ in rows), _LEFT_MOST) + 2
    lines = []
    for name, text in rows:
        first, *rest = _wrapped(text, width - left - 2, "") or [""]
        if columns_of(name) <= left - 2:
            lines.append(f"  {name}{' ' * (left - columns_of(name))}{first}".rstrip())
        else:
            lines += [f"  {name}", " " * (left + 2) + first]
        lines += [" " * (left + 2) + line for line in rest]
    return "\n".join(lines)


def columns_of(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    """`text` in lines of at most `width` columns; words of Latin letters stay whole."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and columns_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [indent + one for one in [*lines, line.rstrip()] if one]


def _pieces(text: str) -> Iterable[str]:
    """What may not be broken: runs of Latin, and single characters, with the brackets before and the punctuation after them."""
    return re.findall(r"[（“《]*(?:[!-~]+|\s+|.)[，。、；：？！）”》…]*", text)


def usage_sentence(error: Any) -> str:
    """A usage error of the command line library as one Chinese sentence: what is wrong and what to do."""
    command = error.ctx.command_path if getattr(error, "ctx", None) else "techreform"
    message = str(getattr(error, "message", error))
    what = _BY_KIND.get(type(error).__name__, _otherwise)(error, message)
    return f"{what} → 查看用法：{command} --help"


def _no_such_option(error: Any, message: str) -> str:
    del message
    inner = getattr(error.ctx.command, "commands", {}) if error.ctx else {}
    for name, command in inner.items():
        if any(error.option_name in param.opts for param in command.params):
            return f"选项“{error.option_name}”要写在命令后面，如 {error.ctx.command_path} {name} … {error.option_name}"
    near = f"，是否为 {error.possibilities[0]}？" if error.possibilities else ""
    return f"没有“{error.option_name}”这个选项{near}"


def _bad_value(error: Any, message: str) -> str:
    name = error.param.opts[-1] if error.param is not None and error.param.param_type_name == "option" else _argument_name(error)
    return f"“{name}”的值不对" + (f"：{message}" if re.search("[一-鿿]", message) else "")


def _argument_name(error: Any) -> str:
    return str(error.param.metavar or error.param.human_readable_name) if error.param is not None else "参数"


def _bad_option(error: Any, message: str) -> str:
    return f"选项“{error.option_name}”后面" + ("不要写值" if "does not take" in message else "要写一个值")


def _otherwise(error: Any, message: str) -> str:
    del error
    extra = re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)$", message, re.DOTALL)
    if extra:
        return f"多写了“{extra[1]}”，一次只算一个台账，文件名中有空格时请加引号"
    return "没有写命令" if message.startswith("Missing command") else "命令写得不完整"


_BY_KIND = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": lambda error, _message: f"缺少“{_argument_name(error)}”",
    "BadParameter": _bad_value,
    "BadOptionUsage": _bad_option,
}
