"""Two ends of a handshake, and what may come between them."""

from collections.abc import Callable
from dataclasses import replace

from streaming.transport.engine import make_certificate
from streaming.transport.handshake import Handshake

SERVERS, CLIENTS = make_certificate(), make_certificate()
OTHER = replace(SERVERS, fingerprint=":".join(["AB"] * 32))
RTP = bytes([0x80, 96]) + bytes(10) + b"a picture"

Change = Callable[[bytes], list[bytes]]


def pair(client_wants=SERVERS, server_wants=CLIENTS) -> tuple[Handshake, Handshake]:
    client = Handshake(CLIENTS, [("sha-256", client_wants.fingerprint)], active=True)
    server = Handshake(SERVERS, [("sha-256", server_wants.fingerprint)], active=False)
    return client, server


def unchanged(datagram: bytes) -> list[bytes]:
    return [datagram]


def talk(
    client: Handshake, server: Handshake, up: Change = unchanged, down: Change = unchanged
) -> None:
    """Until both are silent. `up` says what a datagram of the client becomes, `down` a server's."""
    flight, turn, change = client.start(), server, up
    server.start()
    while flight:
        arrived = [one for datagram in flight for one in change(datagram)]
        flight = [answer for datagram in arrived for answer in turn.receive(datagram)]
        turn, change = (client, down) if turn is server else (server, up)
