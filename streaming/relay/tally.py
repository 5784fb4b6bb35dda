"""The tally: how often each thing happened. Every queue and every refusal counts here."""

from collections import Counter


class Tally(Counter[str]):
    """`tally["front.junk"] += 1`; an unknown name is 0."""

    def lines(self) -> list[str]:
        """For people and for Prometheus."""
        return [
            f'footlights_relay_total{{what="{name}"}} {count}'
            for name, count in sorted(self.items())
        ]
