"""The log of commands that run unattended: one line per event on stderr, with the time."""

from __future__ import annotations

import datetime as dt

import typer

LOGGED = frozenset({"summary"})
"""The commands whose stderr is a log: cron and the task scheduler run them, nobody looks on."""


def log(text: str) -> None:
    """Write one line with the time of day."""
    typer.echo(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S} {text}", err=True)
