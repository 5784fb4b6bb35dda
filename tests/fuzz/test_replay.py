"""Every packet of the corpora, and some thousand broken ones made of them, in every check."""

from random import Random

import pytest

from tests.packets.write import BROKEN, GOOD

from .mutation import mutated
from .targets import PACKETS, PARSERS, TARGETS, assert_quick, corpus, run

MUTATIONS = 2000
# These never refuse: what they cannot read is junk, or starts nothing.
NEVER_REFUSE = {"demux", "h264", "av1", "opus"}


@pytest.mark.parametrize("name", TARGETS)
def test_good_and_captured_packets_are_read(name):
    assert {where: run(name, data) for where, data in corpus(name, "good", "captured").items()} == (
        dict.fromkeys(corpus(name, "good", "captured"), True)
    )


@pytest.mark.parametrize("name", sorted(BROKEN.keys() - NEVER_REFUSE))
def test_broken_packets_are_refused(name):
    assert [where for where, data in corpus(name, "broken").items() if run(name, data)] == []


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_packets_are_read_or_refused(name):
    rng, seeds = Random(f"replay {name}"), list(corpus(name).values())
    for _ in range(MUTATIONS if name not in ("sdp", "fragment") else MUTATIONS // 5):
        run(name, mutated(rng, seeds, name))


def test_the_files_are_those_that_the_script_writes():
    for folder, packets in (("good", GOOD), ("broken", BROKEN)):
        for room, named in packets.items():
            files = {
                path.stem: path.read_bytes() for path in (PACKETS / room / folder).glob("*.bin")
            }
            assert files == named, "Run .venv/bin/python -m tests.packets.write, and commit."


def test_every_target_has_packets_to_start_from():
    assert [name for name in TARGETS if not corpus(name)] == []


def test_every_target_is_timed():
    assert PARSERS.keys() == TARGETS.keys()


def test_a_slow_parser_is_found(monkeypatch):
    monkeypatch.setitem(PARSERS, "opus", lambda data: sum(range(200_000)))
    with pytest.raises(AssertionError, match="opus takes"):
        assert_quick("opus", b"")
