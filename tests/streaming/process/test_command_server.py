"""The command server, called as uvicorn calls it, with two verbs."""

import json

import pytest

from streaming.control.codec import MOST_BYTES, decode_answer, encode
from streaming.control.commands import Done, Leave, Refresh, Refused
from streaming.process.command_server import CommandServer
from streaming.process.counters import Counters

SECRET = "only for tests"


def leave(command: Leave) -> Done | Refused:
    if command.session == "unknown":
        return Refused("session.unknown", "This session is over.", 404)
    return Done()


@pytest.fixture
def server():
    return CommandServer("sketch", SECRET, {Leave: leave}, Counters({"a": 1}))


async def ask(server, method, path, *parts: bytes, secret: str = SECRET):
    """The status and the body of the answer."""
    events = [{"body": part, "more_body": True} for part in parts] + [{"body": b""}]
    sent = []

    async def receive():
        return events.pop(0)

    async def send(event):
        sent.append(event)

    headers = [(b"authorization", f"Bearer {secret}".encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    await server(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


async def command(server, *parts: bytes):
    status, body = await ask(server, "POST", "/v1/commands", *parts)
    return status, decode_answer(body)


async def test_a_command_reaches_its_verb_in_however_many_parts_it_comes(server):
    body = encode(Leave("stage", "session"))
    assert await command(server, body[:9], body[9:]) == (200, Done())


async def test_a_refusal_has_the_status_that_it_names(server):
    status, refusal = await command(server, encode(Leave("stage", "unknown")))
    assert (status, refusal.code) == (404, "session.unknown")


@pytest.mark.parametrize(
    ("body", "status", "code", "counted"),
    [
        (b"{", 400, "control.malformed", 1),
        (b" " * (MOST_BYTES + 1), 413, "control.too_large", 0),
        (encode(Refresh("stage", "session")), 400, "control.unknown_type", 1),
    ],
)
async def test_what_is_no_command_for_this_process_is_refused(server, body, status, code, counted):
    found, refusal = await command(server, body)
    assert (found, refusal.code) == (status, code)
    assert server._counters["control.unreadable"] == counted


async def test_strangers_learn_nothing(server):
    for path in ("/v1/commands", "/v1/tally", "/elsewhere"):
        status, body = await ask(server, "GET", path, secret="wrong")
        assert (status, json.loads(body)) == (401, {"code": "control.unauthorised"})


async def test_health_and_counters_are_told(server):
    assert await ask(server, "GET", "/v1/health") == (200, b'{"well": true}')
    assert await ask(server, "GET", "/v1/tally") == (200, b'footlights_sketch_total{what="a"} 1\n')
    assert (await ask(server, "GET", "/v1/commands"))[0] == 404


async def test_what_is_not_http_is_left_alone(server):
    await server({"type": "lifespan"}, None, None)
