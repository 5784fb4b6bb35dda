"""The lowest Django floor: every Django room may use it, and it needs no model."""
