"""A workbook and the field dictionary become a Ledger: typed columns, where each cell came from, problems found."""
