"""Counters of a process: how often each thing happened. Every queue and every refusal counts."""

from collections import Counter


class Counters(Counter[str]):
    """`counters["front.junk"] += 1`; an unknown name is 0."""

    def lines(self, process: str) -> list[str]:
        """In the text format of Prometheus; `process` is the kind of process, as "relay"."""
        return [
            f'footlights_{process}_total{{what="{name}"}} {count}'
            for name, count in sorted(self.items())
        ]
