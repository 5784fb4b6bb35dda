"""SQL that is prepared once and asked for every message."""
