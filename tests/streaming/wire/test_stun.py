"""Checks of ICE: read strictly, signed, and the same as others write them."""

import pytest
from aioice import stun as theirs
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import stun
from streaming.wire.errors import Malformed

KEY = b"a password of the other side"
TRANSACTION = bytes(range(12))


def request(**changes):
    wanted = {"priority": 1853824767, "controlling": 7, "nominate": True} | changes
    return stun.binding_request(TRANSACTION, "ours:theirs", KEY, **wanted)


def test_a_request_says_everything_that_a_check_needs():
    message = stun.parse(request())
    assert (message.kind, message.method) == (stun.Kind.REQUEST, stun.BINDING)
    assert message.transaction == TRANSACTION
    assert message.username == "ours:theirs"
    assert message.priority == 1853824767
    assert message.use_candidate is True
    assert message.ice_controlling == 7
    assert message.ice_controlled is None
    assert stun.parse(request(nominate=False)).use_candidate is False


def test_only_the_right_key_signs():
    assert stun.is_signed(request(), KEY) is True
    assert stun.is_signed(request(), KEY + b"!") is False


def test_every_flipped_bit_is_noticed():
    whole = request()
    for at in range(len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 1
        try:
            stun.parse(bytes(broken))
        except Malformed:
            continue
        # Only the bit that turns the fingerprint into an unknown attribute gets through.
        assert stun.is_signed(bytes(broken), KEY) is False


def test_nothing_but_a_fingerprint_follows_a_signature():
    whole = request()
    body = whole[20:-8] + b"\x80\x22\x00\x04late"
    longer = whole[:2] + len(body).to_bytes(2, "big") + whole[4:20] + body
    assert stun.is_signed(longer, KEY) is False
    alone = whole[:2] + (len(whole) - 28).to_bytes(2, "big") + whole[4:-8]
    assert stun.is_signed(alone, KEY) is True


def test_what_follows_a_signature_is_not_read():
    whole = request(nominate=False)
    body = whole[20:-8] + b"\x00\x25\x00\x00"
    longer = whole[:2] + len(body).to_bytes(2, "big") + whole[4:20] + body
    assert stun.parse(longer).use_candidate is False


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (("192.0.2.7", 40123), ("192.0.2.7", 40123)),
        (("::ffff:192.0.2.7", 40123), ("192.0.2.7", 40123)),
        (("2001:db8::5", 1), ("2001:db8::5", 1)),
        (("fe80::1%eth0", 65535), ("fe80::1", 65535)),
    ],
)
def test_an_answer_names_the_address(address, written):
    data = stun.binding_success(TRANSACTION, address, KEY)
    assert stun.parse(data).mapped_address == written
    assert stun.is_signed(data, KEY) is True
    assert theirs.parse_message(data).attributes["XOR-MAPPED-ADDRESS"] == written


def test_a_failure_has_a_code():
    data = stun.binding_failure(TRANSACTION, 487, "Role Conflict", KEY)
    assert stun.parse(data).error_code == 487
    assert stun.parse(data).kind is stun.Kind.FAILURE
    assert theirs.parse_message(data).attributes["ERROR-CODE"] == (487, "Role Conflict")


def test_another_stack_reads_and_writes_the_same():
    message = theirs.parse_message(request())
    assert message.attributes["USERNAME"] == "ours:theirs"
    message.add_message_integrity(KEY)
    message.add_fingerprint()
    assert stun.parse(bytes(message)).username == "ours:theirs"
    assert stun.is_signed(bytes(message), KEY) is True


def test_an_address_may_come_without_its_mask():
    attribute = b"\x00\x01\x00\x08\x00\x01\x9c\xbb\xc0\x00\x02\x07"
    head = b"\x01\x01\x00\x0c" + stun.COOKIE.to_bytes(4, "big")
    assert stun.parse(head + TRANSACTION + attribute).mapped_address == ("192.0.2.7", 40123)
    empty = stun.parse(b"\x01\x01\x00\x00" + stun.COOKIE.to_bytes(4, "big") + TRANSACTION)
    assert (empty.mapped_address, empty.error_code, empty.username) == (None, None, None)


def test_a_check_of_consent_is_signed_and_of_the_controlled_side():
    data = stun.consent_check(TRANSACTION, "theirs:ours", KEY)
    message = stun.parse(data)
    assert stun.is_signed(data, KEY)
    assert (message.kind, message.username) == (stun.Kind.REQUEST, "theirs:ours")
    assert (message.ice_controlled, message.ice_controlling) == (0, None)


def test_what_cannot_be_written_is_refused():
    with pytest.raises(ValueError, match="12 bytes"):
        stun.binding_failure(b"short", 400, "", KEY)
    with pytest.raises(ValueError, match="no IP address|not an IP address"):
        stun.binding_success(TRANSACTION, ("example.org", 1), KEY)


@pytest.mark.parametrize(
    "attribute",
    [
        b"\x00\x24\x00\x02\x00\x00\x00\x00",  # a priority of 2 bytes
        b"\x80\x29\x00\x04\x00\x00\x00\x00",
        b"\x00\x25\x00\x01\x00\x00\x00\x00",
        b"\x00\x20\x00\x08\x00\x02\x00\x00\x00\x00\x00\x00",  # IPv6 of 4 bytes
        b"\x00\x06\x00\x01\xff\x00\x00\x00",  # not UTF-8
        b"\x00\x06\x00\x09abcd",  # beyond the end
        b"\x00\x09\x00\x04\x00\x00\x02\x00",  # an error that is none
        b"\x80\x28\x00\x04\x00\x00\x00\x00",  # a wrong fingerprint
        b"\x80\x28\x00\x04\x00\x00\x00\x00" + b"\x80\x22\x00\x00",  # one that is not the last
        b"\x00\x06\x02\x04" + b"a" * 516,  # too long a name
        b"\x80\x22\x00\x00" * 40,  # too many
    ],
)
def test_wrong_attributes_are_malformed(attribute):
    head = b"\x00\x01" + len(attribute).to_bytes(2, "big") + stun.COOKIE.to_bytes(4, "big")
    with pytest.raises(Malformed):
        stun.parse(head + TRANSACTION + attribute)


@given(st.binary(max_size=120))
def test_any_bytes_are_a_message_or_malformed(data):
    for whole in (data, b"\x00\x01" + len(data).to_bytes(2, "big") + request()[4:20] + data):
        stun.is_signed(whole, KEY)
        try:
            message = stun.parse(whole)
        except Malformed:
            continue
        assert len(message.transaction) == 12
        _ = message.username, message.mapped_address, message.error_code, message.priority
