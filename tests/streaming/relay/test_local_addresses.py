"""Where a relay says it can be found."""

import ipaddress

import pytest

from streaming.relay import local_addresses
from streaming.relay.config import Config
from streaming.relay.local_addresses import MOST, announced, of_this_machine


def test_what_was_set_is_announced_as_it_is():
    given = ["203.0.113.7", "2001:db8::7"]
    found = announced(Config(secret="x", addresses=given), 8189)
    assert found == (("203.0.113.7", 8189), ("2001:db8::7", 8189))


def test_else_the_addresses_of_this_machine_loopback_last():
    found = [ipaddress.ip_address(one) for one, _port in announced(Config(secret="x"), 1)]
    assert found
    loopbacks = [one.is_loopback for one in found]
    assert loopbacks == sorted(loopbacks)
    assert not any(one.is_link_local or one.is_multicast or one.is_unspecified for one in found)


@pytest.mark.parametrize("given", [None, [f"192.0.2.{number}" for number in range(20)]])
def test_no_answer_has_candidates_without_end(given, monkeypatch):
    many = [ipaddress.ip_address(f"192.0.2.{number}") for number in range(20)]
    monkeypatch.setattr(local_addresses, "of_this_machine", lambda: many)
    assert len(announced(Config(secret="x", addresses=given or []), 1)) == MOST


def test_each_address_is_named_once():
    found = of_this_machine()
    assert len(found) == len(set(found))
