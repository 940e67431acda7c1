"""The workbooks that this program writes, as they are known again."""

from __future__ import annotations

READINGS, RUN = "口径", "运行凭证"
OWN_SHEETS = frozenset((READINGS, RUN))
"""The sheets that every workbook of results has, and no other."""

GUIDE = "填写说明"
"""The first sheet of a ledger that this program has laid out; no ledger's data stand in it."""

ISSUES = "问题清单"
"""The first sheet of a copy of a ledger that shows its problems."""
ANNOTATED = ".问题标注"
"""What the name of such a copy adds to that of its ledger."""
MARK = "techreform"
"""The document property by which such a copy is known as ours. It is no ledger of its own: in a folder it would count twice."""
