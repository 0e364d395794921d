"""A policy against its sources: what became of each requirement, and whether each cited sentence still stands there."""
