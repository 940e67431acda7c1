"""The sheets of the field dictionary that the program itself knows, by their keys; a policy may have others."""

from __future__ import annotations

ENTERPRISES = "enterprises"
PROJECTS = "projects"
ANNUAL = "annual"
DISBURSEMENTS = "disbursements"
APPROPRIATIONS = "appropriations"
