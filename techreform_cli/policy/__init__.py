"""From a YAML policy file to a Policy: reading with positions, validation, overlays, compilation."""
