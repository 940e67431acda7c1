"""The types that cross between layers. Imports nothing heavy and nothing of the layers above."""
