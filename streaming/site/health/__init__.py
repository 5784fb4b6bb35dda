"""Is everything there? For machines, for /metrics and for `doctor`."""
