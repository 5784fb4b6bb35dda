"""Bytes and values: everything here reads or writes one format, and knows nothing else."""
