"""When a datagram came, however late it is read."""

import socket
import sys
import time

import pytest

from streaming.relay.stamps import OLDEST, SO_TIMESTAMPNS, SPACE, ask_for_stamps, waited


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stamps datagrams in this way")
def test_the_time_that_a_datagram_waited_is_known():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        assert ask_for_stamps(sock)
        sock.sendto(b"x", sock.getsockname())
        time.sleep(0.05)
        _, stamp, _, _ = sock.recvmsg_into([bytearray(9)], SPACE)
        wall = time.time()
        assert 0.05 <= waited(stamp, wall) < OLDEST
        assert waited(stamp, wall + 3600) == 0.0, "somebody set the clock"
        assert waited(stamp, wall - 3600) == 0.0


def test_what_is_no_stamp_says_nothing():
    assert waited([], 1e9) == 0.0
    assert waited([(socket.SOL_SOCKET, SO_TIMESTAMPNS, b"short")], 1e9) == 0.0
    assert waited([(0, 99, bytes(16))], 1e9) == 0.0
