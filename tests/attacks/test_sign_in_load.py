"""Sixty people with wrong passwords at once keep nobody else from a page."""

import asyncio
from collections import Counter
from statistics import median
from urllib.parse import urlencode

import pytest

from .strangers import fetch

pytestmark = [pytest.mark.journey]
PEOPLE = 60
TOKEN = "a" * 32  # a cookie and a field that agree are all that a form without a session needs
RATIO, GRACE_SECONDS = 8.0, 1.0


async def sign_in(port: int, number: int) -> int:
    """The status, for somebody at an address of their own."""
    where = {"local_addr": (f"127.0.2.{number + 1}", 0)}
    reader, writer = await asyncio.open_connection("127.0.0.1", port, **where)
    form = {"csrfmiddlewaretoken": TOKEN, "login": f"nobody-{number}", "password": "wrong words"}
    body = urlencode(form)
    head = (
        "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Cookie: csrf={TOKEN}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write((head + body).encode())
    said = await asyncio.wait_for(reader.read(), 120)
    writer.close()
    return int(said.split(b" ", 2)[1])


async def ask(port: int, path: str) -> float:
    status, seconds = await asyncio.to_thread(fetch, port, path)
    assert status == 200
    return seconds


async def test_pages_do_not_wait_for_passwords(live_site):
    port = live_site.port
    usual = median([await ask(port, "/") for _ in range(10)])
    storm = asyncio.gather(*(sign_in(port, number) for number in range(PEOPLE)))
    during = []
    while not storm.done():
        during.append(await ask(port, "/healthz") + await ask(port, "/"))
    said = Counter(await storm)
    assert set(said) <= {200, 503} and said[200] > 0, said
    assert during and median(during) < usual * RATIO + GRACE_SECONDS
