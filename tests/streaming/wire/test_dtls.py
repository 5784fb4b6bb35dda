"""The records of a datagram, and the handshake messages in the plain ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import dtls
from streaming.wire.errors import Malformed


def record(kind: int, body: bytes, *, number: int = 0, epoch: int = 0, version: int = 253) -> bytes:
    head = bytes((kind, 254, version)) + epoch.to_bytes(2, "big") + number.to_bytes(6, "big")
    return head + len(body).to_bytes(2, "big") + body


def message(kind: int, body: bytes, *, offset: int = 0, size: int | None = None) -> bytes:
    whole = len(body) if size is None else size
    head = bytes((kind,)) + whole.to_bytes(3, "big") + b"\x00\x00" + offset.to_bytes(3, "big")
    return head + len(body).to_bytes(3, "big") + body


def test_each_record_of_a_datagram_is_told():
    hello = record(dtls.HANDSHAKE, b"hello", number=(1 << 32) + 7)
    sealed = record(dtls.ALERT, b"", epoch=1)
    first, second = dtls.records(hello + sealed)
    assert (first.type, first.epoch, first.number) == (dtls.HANDSHAKE, 0, (1 << 32) + 7)
    assert (first.body, first.data) == (b"hello", hello)
    assert (second.type, second.epoch, second.body) == (dtls.ALERT, 1, b"")
    assert list(dtls.records(b"")) == []


def test_a_record_of_dtls_1_3_is_encrypted_and_reaches_to_the_end():
    assert dtls.is_unified(0x2F)
    assert not dtls.is_unified(dtls.HANDSHAKE)
    plain, sealed = dtls.records(record(dtls.HANDSHAKE, b"hello") + b"\x2f\x00\x01rest")
    assert plain.epoch == 0
    assert (sealed.epoch, sealed.data) == (1, b"\x2f\x00\x01rest")


@pytest.mark.parametrize(
    "datagram",
    [
        b"\x16\xfe\xfd" + bytes(9),
        record(19, b""),
        record(64, b""),
        record(dtls.HANDSHAKE, b"", version=1),
        record(dtls.HANDSHAKE, b"hello")[:-1],
        record(dtls.ALERT, b"") * (dtls.MOST_RECORDS + 1),
    ],
)
def test_what_is_no_record_is_malformed(datagram):
    with pytest.raises(Malformed):
        list(dtls.records(datagram))


def test_the_messages_of_a_record_are_told_whole_or_in_pieces():
    body = message(dtls.CLIENT_HELLO, b"abcd") + message(11, b"cd", offset=2, size=9)
    whole, piece = dtls.fragments(body)
    assert whole == dtls.Fragment(dtls.CLIENT_HELLO, 4, 0, b"abcd")
    assert piece == dtls.Fragment(11, 9, 2, b"cd")


@pytest.mark.parametrize(
    "body",
    [bytes(11), message(1, b"abcd")[:-1], message(1, b"abcd", offset=1, size=4)],
)
def test_a_message_that_is_longer_than_it_says_is_malformed(body):
    with pytest.raises(Malformed):
        list(dtls.fragments(body))


@given(st.binary(max_size=80))
def test_any_bytes_are_records_or_malformed(data):
    for datagram in (data, record(dtls.HANDSHAKE, data)):
        try:
            read = list(dtls.records(datagram))
            assert b"".join(one.data for one in read) == datagram
            _ = [list(dtls.fragments(one.body)) for one in read]
        except Malformed:
            continue
