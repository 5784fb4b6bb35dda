"""Bodies without end are not kept before somebody says no."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from streaming.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)


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


async def test_an_offer_without_end(make_show):
    await sync_to_async(make_show)(state="live", slug="hamlet")
    kind = (b"content-type", b"application/sdp")
    status, taken = await send_chunks("/whep/hamlet", [kind])
    assert (status, taken <= 10**6) == (413, True)


async def test_reports_without_end(settings):
    secret = (b"authorization", f"Bearer {settings.RELAY_SECRET}".encode())
    status, taken = await send_chunks("/backstage/reports", [secret])
    assert (status, taken <= 10**6) == (413, True)
