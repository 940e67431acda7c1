"""The year-end run: many ledgers in, their results and one roll-up out."""
