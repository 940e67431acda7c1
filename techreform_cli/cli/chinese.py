"""Typer's own words in Chinese: help pages and usage errors."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
    "ENVVAR_STRING": "[环境变量：{}]",
}


class _ChineseHelp:
    """Mixin for commands and groups: the help page and its own option in Chinese."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这份帮助"
        return option

    def get_usage(self, ctx: Any) -> str:
        return str(super().get_usage(ctx)).replace("Usage: ", "用法：", 1)  # type: ignore[misc]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        for name, text in _PANELS.items():
            setattr(rich_utils, name, text)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class ChineseCommand(_ChineseHelp, TyperCommand):
    """A command whose help is Chinese."""


class ChineseGroup(_ChineseHelp, TyperGroup):
    """A group of commands whose help is Chinese."""


def usage_sentence(error: Any) -> str:
    """A usage error of the command line library as one Chinese sentence: what is wrong and what to do."""
    kind = type(error).__name__
    command = error.ctx.command_path if getattr(error, "ctx", None) else "techreform"
    advice = f" → 查看用法：{command} --help"
    if kind == "NoSuchOption":
        near = "，是否为 " + "、".join(error.possibilities) + "？" if error.possibilities else ""
        return f"没有“{error.option_name}”这个选项{near}{advice}"
    if kind == "MissingParameter":
        return f"缺少“{error.param.metavar or error.param.human_readable_name}”{advice}"
    if kind == "BadParameter":
        name = error.param.opts[-1] if error.param is not None and error.param.opts else "参数"
        message = str(error.message)
        return f"“{name}”的值不对：{message if not message.isascii() else '写法有误'}{advice}"
    if kind == "BadOptionUsage":
        return f"选项“{error.option_name}”后面要写一个值{advice}"
    message = str(getattr(error, "message", error))
    quoted = message.split("'")[1] if message.count("'") >= 2 else message.partition("(")[2].partition(")")[0]
    if message.startswith("No such command"):
        return f"没有“{quoted}”这个命令{advice}"
    if "unexpected extra argument" in message:
        return f"多写了“{quoted}”，文件名中有空格时请加引号{advice}"
    return f"命令写得不完整{advice}"
