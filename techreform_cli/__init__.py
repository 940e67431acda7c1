"""techreform: county ledgers of technical-renovation projects in, target and subsidy workbooks out."""

__version__ = "0.1.0"
