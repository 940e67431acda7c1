"""Reference figures worked out from the notice alone, to hold the tool against."""
