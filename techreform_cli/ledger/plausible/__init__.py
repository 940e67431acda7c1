"""Doubtful values: they are said with their cells and never changed. A module per kind of doubt; codes/plausibility.py has the words."""
