"""No body is read that is longer or slower than anything of ours, whoever sends it."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from streaming.asgi import application
from streaming.site.requests import bounds
from streaming.site.requests.bounds import (
    LONGEST_BODY,
    LONGEST_PICTURE,
    MOST_BUFFERED,
    SMALL_BODY,
    BodyLimits,
)

HALF = b"x" * (LONGEST_BODY // 2 + 1)
CHUNKED = (b"transfer-encoding", b"chunked")
SESSION = (b"cookie", b"csrf=a; session=abc")
TOKEN = (b"authorization", b"Bearer abc")

WITH_ROWS = pytest.mark.django_db(transaction=True)


def length(count: int) -> tuple[bytes, bytes]:
    return (b"content-length", b"%d" % count)


async def ask(path="/", *, headers=(), chunks=(), wait=0.0, house=None):
    """The status and body with which a page that reads everything answers."""
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    said, read = [], []

    async def page(scope, receive, send):
        while (message := await receive())["more_body"]:
            read.append(len(message["body"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    async def receive():
        await asyncio.sleep(wait)
        return waiting.pop(0)

    async def send(message):
        said.append(message)

    scope = {"type": "http", "path": path, "headers": list(headers)}
    house = house or BodyLimits(page)
    house.inner, before = page, house.buffered
    await house(scope, receive, send)
    assert house.buffered == before
    return said[0]["status"], said[1]["body"], read


async def test_what_fits_is_read():
    assert await ask(chunks=[b"abc", b"de"]) == (200, b"ok", [3, 2])


async def test_a_length_that_is_too_great_is_refused_unread():
    status, _body, read = await ask(headers=[length(LONGEST_BODY + 1)])
    assert (status, read) == (413, [])


async def test_a_body_that_does_not_say_its_length_is_cut_off():
    status, _body, read = await ask(headers=[CHUNKED], chunks=[HALF, HALF, HALF])
    assert (status, read) == (413, [len(HALF)])


async def test_the_api_says_so_as_a_problem():
    _status, body, _read = await ask("/api/v1/shows/", headers=[length(LONGEST_BODY + 1)])
    assert json.loads(body)["code"] == "request.too_large"


async def test_encoders_and_players_too(monkeypatch):
    monkeypatch.setattr(bounds, "FIRST_SECONDS", 0.05)
    status, body, _read = await ask("/whip/hamlet", chunks=[b"a"] * 1000, wait=0.01)
    assert (status, json.loads(body)["code"]) == (408, "request.too_slow")


@pytest.mark.parametrize(
    "path",
    ["/settings/", "/studio/new/", "/studio/hamlet/edit/"]
    + ["/api/v1/me/picture/", "/api/v1/shows/hamlet/poster/"],
)
@pytest.mark.parametrize("known", [SESSION, TOKEN])
async def test_a_picture_may_be_longer(path, known):
    status, _body, read = await ask(path, headers=[CHUNKED, known], chunks=[HALF, HALF, HALF])
    assert (status, read) == (200, [len(HALF)] * 3)
    assert (await ask(path, headers=[length(LONGEST_PICTURE + 1), known]))[0] == 413


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/settings/", []), ("/settings/", [(b"cookie", b"csrf=a")]), ("/nowhere/", [SESSION])]
    + [("/accounts/login/", [SESSION]), ("/api/v1/shows/", [TOKEN])],
)
async def test_nobody_sends_a_long_body_elsewhere(path, headers):
    assert (await ask(path, headers=[length(LONGEST_BODY + 1), *headers]))[0] == 413


async def test_a_body_that_does_not_come_is_waited_for_a_while(monkeypatch):
    monkeypatch.setattr(bounds, "FIRST_SECONDS", 0.05)
    assert (await ask("/settings/", chunks=[b"a"] * 1000, wait=0.01))[0] == 408


async def test_time_is_won_by_what_has_come(monkeypatch):
    monkeypatch.setattr(bounds, "FIRST_SECONDS", 0.5)
    monkeypatch.setattr(bounds, "BYTES_PER_SECOND", 0.001)
    assert (await ask("/settings/", chunks=[b"a"] * 12, wait=0.05))[0] == 200


async def test_bodies_together_have_a_bound_that_forms_do_not_feel():
    full = BodyLimits(None)
    full.buffered = MOST_BUFFERED
    assert (await ask(chunks=[HALF], house=full))[0] == 503
    assert (await ask(chunks=[b"x" * SMALL_BODY], house=full))[0] == 200


async def send_chunks(path: str, headers: list) -> tuple[int, int]:
    """Offer a gigabyte in pieces, with no length; the status, and how much was taken."""
    taken, answers = 0, []

    async def receive():
        nonlocal taken
        taken += 60_000
        await asyncio.sleep(0.001 if taken < 600_000 else 1)
        return {"type": "http.request", "body": b"x" * 60_000, "more_body": taken < 10**9}

    async def send(message):
        answers.append((message, taken))

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost:8000"), *headers],
        "server": ("localhost", 8000),
        "client": ("127.0.0.1", 1),
    }
    await application(scope, receive, send)
    start, taken_by_then = answers[0]
    return start["status"], taken_by_then


@WITH_ROWS
async def test_an_offer_without_end(make_show):
    await sync_to_async(make_show)(state="live", slug="hamlet")
    kind = (b"content-type", b"application/sdp")
    status, taken = await send_chunks("/whep/hamlet", [kind])
    assert (status, taken <= 10**6) == (413, True)


@WITH_ROWS
async def test_reports_without_end(settings):
    secret = (b"authorization", f"Bearer {settings.RELAY_SECRET}".encode())
    status, taken = await send_chunks("/backstage/reports", [secret])
    assert (status, taken <= 10**6) == (413, True)
