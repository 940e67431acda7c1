"""Ledger x Policy -> Result: evaluates expression trees over columns, exactly."""
