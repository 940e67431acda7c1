"""techreform forecast: what the county will owe, year by year, to the end of the last award window."""

from __future__ import annotations

from techreform_cli.cli.in_force import in_force, say_origins, told_of_out
from techreform_cli.cli.options import FolderOption, JsonOption, Ledger, PolicyOption, SetOption, settings_of, show_json
from techreform_cli.pipeline import Request

HELP = "预测：到最后一个奖补年度为止，各年应付多少，已确定、估计、不明分开，写出《预测》工作簿。"


def forecast(
    ledger: Ledger,
    policy: PolicyOption = None,
    changes: SetOption = None,
    out: FolderOption = None,
    json: JsonOption = False,
) -> int:
    """Forecast, write the workbook, and say what came out."""
    from techreform_cli.pipeline import forecast as run
    from techreform_cli.report.forecast_workbook import write_forecast

    changed = settings_of(changes)
    settled = in_force(ledger, policy=policy, out=out)
    found = run(Request(ledger, settled.policy, changed))
    with told_of_out(settled):
        written = write_forecast(found, ledger, settled.out)
    if json:
        from techreform_cli.report.forecast_document import forecast_document

        show_json(forecast_document(found, [str(path) for path in written]))
    else:
        from techreform_cli.report.forecast_terminal import show

        say_origins(settled, "policy", "out")
        show(found, written)
    return 0
