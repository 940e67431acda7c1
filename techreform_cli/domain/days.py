"""Days as ledgers and policies hold them: yyyymmdd as one number, 0 for none."""

from __future__ import annotations


def iso(day: int) -> str:
    """2018-09-05 of 20180905; "" where there is none."""
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}" if day else ""
