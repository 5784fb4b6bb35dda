"""Somebody holds the only writer of SQLite: readers read, and who writes is told to come again."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from .strangers import fetch
from .test_sign_in_load import sign_in

pytestmark = [pytest.mark.journey]


async def test_who_writes_while_nobody_may_is_told_to_come_again(live_site):
    """Rate limits are in memory, so that a wrong password writes nothing; signing up does."""
    port = live_site.port
    database = live_site.data_dir / "footlights.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(sign_up(port))
        for path in ("/", "/healthz", "/api/v1/shows/"):
            assert (await asyncio.to_thread(fetch, port, path))[0] == 200
        assert await sign_in(port, 200) == 200
        head = await writing
        other.execute("ROLLBACK")
    assert head.startswith("HTTP/1.1 503") and "retry-after: 5" in head.lower()
    assert (await sign_up(port)).startswith("HTTP/1.1 302")


async def sign_up(port: int) -> str:
    """The head of the answer; the site waits twenty seconds for its turn to write."""
    form = "&".join(
        f"{name}={value}"
        for name, value in {
            "csrfmiddlewaretoken": "a" * 32,
            "email": "late@example.org",
            "username": "late-comer",
            "password1": "a+good+long+password",
        }.items()
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        "POST /accounts/signup/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Cookie: csrf={'a' * 32}\r\nContent-Length: {len(form)}\r\n\r\n{form}".encode()
    )
    said = await asyncio.wait_for(reader.read(), 120)
    writer.close()
    return said.decode(errors="replace").partition("\r\n\r\n")[0]
