"""Findings: what was seen of one track, as counts that add up."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(slots=True)
class Findings:
    """Counts that may be added up over tracks and viewers."""

    packets: int = 0
    payload_bytes: int = 0
    expected: int = 0
    missing: int = 0  # did not come in order; repaired, late or lost in the end
    repaired: int = 0
    reordered: int = 0
    lost: int = 0
    duplicates: int = 0
    timestamp_faults: int = 0
    payload_faults: int = 0
    frames: int = 0  # pictures that can be decoded
    keyframes: int = 0
    sounds: int = 0
    jumps: int = 0
    longest_gap: float = 0.0  # between packets as they came
    longest_freeze: float = 0.0  # between pictures that can be decoded
    longest_silence: float = 0.0  # between sounds in their order


def total(many: Iterable[Findings]) -> Findings:
    """Counts added up, longest times kept."""
    whole = Findings()
    for findings in many:
        for one in fields(Findings):
            ours, theirs = getattr(whole, one.name), getattr(findings, one.name)
            longest = one.name.startswith("longest")
            setattr(whole, one.name, max(ours, theirs) if longest else ours + theirs)
    return whole
