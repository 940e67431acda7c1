"""The workbooks that this program writes, as they are known again."""

from __future__ import annotations

READINGS, RUN = "口径", "运行凭证"
OWN_SHEETS = frozenset((READINGS, RUN))
"""The sheets that every workbook of ours has, and no other."""
