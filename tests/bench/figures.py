"""Figures: the 95th of a hundred, and what is said on the way there."""

import statistics
import sys


def p95(values: list[float]) -> float:
    return round(statistics.quantiles(values, n=20, method="inclusive")[-1], 1)


def told(text: str) -> None:
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()
