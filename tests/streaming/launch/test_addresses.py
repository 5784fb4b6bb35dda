"""Where a site listens."""

import socket

import pytest

from streaming.launch.addresses import listen


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("::", ["127.0.0.1", "::1"]),
        ("0.0.0.0", ["127.0.0.1"]),
        ("localhost", ["127.0.0.1", "::1"]),
        ("::1", ["::1"]),
    ],
)
def test_a_host_is_reached_by_its_families(host, reached):
    listeners = listen("127.0.0.1", 0)
    port = listeners[0].getsockname()[1]
    for listener in listeners:
        listener.close()
    listeners = listen(host, port)
    try:
        for address in reached:
            socket.create_connection((address, port), 5).close()
    finally:
        for listener in listeners:
            listener.close()
