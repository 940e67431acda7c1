"""techreform policy …: commands about policy files themselves, one file each."""

from __future__ import annotations

import typer

from techreform_cli.cli.chinese import ChineseCommand, ChineseGroup
from techreform_cli.cli.policy import check, diff, new, schema, show, test
from techreform_cli.cli.policy import list as list_

HELP = "查看、检查、编写政策文件。"

app = typer.Typer(
    cls=ChineseGroup,
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
    rich_markup_mode=None,
)
app.command("list", cls=ChineseCommand, options_metavar="[选项]", help=list_.HELP)(list_.list_policies)
app.command("show", cls=ChineseCommand, options_metavar="[选项]", help=show.HELP)(show.show_policy)
app.command("check", cls=ChineseCommand, options_metavar="[选项]", help=check.HELP)(check.check_policy)
app.command("test", cls=ChineseCommand, options_metavar="[选项]", help=test.HELP)(test.test_policies)
app.command("new", cls=ChineseCommand, options_metavar="[选项]", help=new.HELP)(new.new_policy)
app.command("schema", cls=ChineseCommand, options_metavar="[选项]", help=schema.HELP)(schema.policy_schema)
app.command("diff", cls=ChineseCommand, options_metavar="[选项]", help=diff.HELP)(diff.diff_policies)
