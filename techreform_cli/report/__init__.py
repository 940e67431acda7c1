"""Result -> terminal, JSON, workbooks. Places and words what the engine decided; decides nothing."""
