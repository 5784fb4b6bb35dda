"""The kernel drops media, and nothing else."""

import socket
import sys

import pytest

from streaming.extras.kernel_filter import drop_media

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="classic BPF is Linux's")


@pytest.fixture
def pair():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there,
    ):
        here.bind(("127.0.0.1", 0))
        there.connect(here.getsockname())
        here.setblocking(False)
        yield here, there


def received(here: socket.socket) -> list[bytes]:
    found = []
    while True:
        try:
            found.append(here.recv(2048))
        except BlockingIOError:
            return found


@pytest.mark.parametrize(
    "datagram",
    [
        b"\x00\x01" + bytes(30),  # STUN
        b"\x01\x01" + bytes(30),
        b"\x16\xfe\xfd" + bytes(30),  # DTLS
        b"\x80\xc8" + bytes(30),  # RTCP
        b"\x81\xcf" + bytes(30),
        b"\xff\xff" + bytes(30),
    ],
)
def test_what_is_no_media_passes(pair, datagram):
    here, there = pair
    assert drop_media(here)
    there.send(datagram)
    assert received(here) == [datagram]


@pytest.mark.parametrize("second", [0, 96, 111, 127, 128 + 63, 224, 255])
def test_media_passes_as_a_sample_only(pair, second):
    here, there = pair
    assert drop_media(here, sample=64)
    for _ in range(2000):
        there.send(bytes([0x80, second]) + bytes(10))
    assert len(received(here)) < 150


def test_without_the_filter_everything_passes(pair):
    here, there = pair
    for _ in range(20):
        there.send(bytes([0x80, 96]) + bytes(10))
    assert len(received(here)) == 20
