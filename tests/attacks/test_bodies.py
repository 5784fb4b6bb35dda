"""Bodies that nobody asked for fill no disk, and those that do not end are not waited for."""

import asyncio
from pathlib import Path

import pytest

from .strangers import fetch

pytestmark = [pytest.mark.journey]
FIVE = 5
LARGE = 40 * 1024 * 1024
HEAD = "POST /nowhere/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n"
CHUNKED = b"POST /nowhere/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
PIECE = 64 * 1024


def spooled(pid: int) -> int:
    """Bytes in files that were opened and deleted, as those in which bodies are kept."""
    total = 0
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if str(handle.readlink()).endswith("(deleted)"):
                total += handle.stat().st_size
        except OSError:
            continue
    return total


async def send(port: int, head: bytes, frame) -> bytes:
    """As much as the site takes; what it says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)
    try:
        for _ in range(LARGE // PIECE):
            writer.write(frame)
            await writer.drain()
        return await asyncio.wait_for(reader.read(64), 60)
    except ConnectionError:  # cut while we were sending
        return b""
    finally:
        writer.close()


async def test_nothing_is_kept_of_bodies_for_a_page_that_is_not_there(live_site):
    port, pid = live_site.port, live_site.process.pid
    frame = b"%x\r\n" % PIECE + b"x" * PIECE + b"\r\n"
    whole = [send(port, HEAD.format(LARGE).encode(), b"x" * PIECE) for _ in range(FIVE)]
    chunked = [send(port, CHUNKED, frame) for _ in range(FIVE)]
    storm = asyncio.gather(*whole, *chunked)
    most = 0
    while not storm.done():
        most = max(most, await asyncio.to_thread(spooled, pid))
        assert (await asyncio.to_thread(fetch, port, "/healthz"))[0] == 200
    assert {answer[:12] for answer in await storm} <= {b"HTTP/1.1 413", b""}
    assert most < LARGE / 4
