"""What can never change is asked of the site once, and given again as it was."""

import pytest
from asgiref.testing import ApplicationCommunicator

from streaming.site.assets import static_cache
from streaming.site.assets.static_cache import StaticCache
from tests.streaming.show_socket import PATIENCE_SECONDS

FOR_EVER = (b"Cache-Control", b"max-age=315360000, public, immutable")


class Site:
    """Answers with what it was asked, and knows how often."""

    def __init__(self, *headers: tuple[bytes, bytes], status: int = 200, body: bytes = b"") -> None:
        self.headers, self.status, self.body, self.asked = headers, status, body, 0

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        start = {"type": "http.response.start", "status": self.status, "headers": self.headers}
        await send(start)
        text = self.body or scope["path"].encode()
        for part in (text[:5], text[5:]):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def ask(site, path="/static/a.js", *headers, method="GET", query=b"") -> tuple[dict, bytes]:
    scope = {"type": "http", "path": path, "method": method, "scheme": "http"}
    scope |= {"query_string": query, "headers": headers}
    visit = ApplicationCommunicator(site, scope)
    await visit.send_input({"type": "http.request"})
    start, body, goes_on = await visit.receive_output(PATIENCE_SECONDS), b"", True
    while goes_on:
        message = await visit.receive_output(PATIENCE_SECONDS)
        body += message["body"]
        goes_on = message.get("more_body", False)
    await visit.wait()
    return start, body


async def test_it_is_asked_for_once():
    inner = Site(FOR_EVER)
    site = StaticCache(inner)
    first = await ask(site)
    assert (await ask(site), inner.asked) == (first, 1)
    assert first[1] == b"/static/a.js"


@pytest.mark.parametrize(
    "more",
    [
        {"method": "HEAD"},
        {"query": b"x=1"},
        {"path": "/shows/hamlet/"},
        {"headers": [(b"range", b"bytes=0-3")]},
        {"headers": [(b"if-none-match", b'"x"')]},
    ],
)
async def test_whoever_asks_otherwise_asks_the_site(more):
    inner = Site(FOR_EVER)
    site = StaticCache(inner)
    headers = more.pop("headers", [])
    path = more.pop("path", "/static/a.js")
    for _ in range(2):
        await ask(site, path, *headers, **more)
    assert (inner.asked, len(site.answers)) == (2, 0)


async def test_each_encoding_is_an_answer_of_its_own():
    inner = Site(FOR_EVER)
    site = StaticCache(inner)
    for headers in ([], [b"br"], [b"gzip"], [b"br", b"gzip"], [b"br"]):
        await ask(site, "/static/a.js", *((b"accept-encoding", one) for one in headers))
    assert inner.asked == 4


@pytest.mark.parametrize(
    "inner",
    [
        Site((b"Cache-Control", b"max-age=60, public")),
        Site(FOR_EVER, status=404),
        Site(FOR_EVER, (b"Set-Cookie", b"a=b")),
        Site(FOR_EVER, body=bytes(static_cache.MOST_BYTES + 1)),
    ],
)
async def test_what_may_change_or_is_large_is_not_kept(inner):
    site = StaticCache(inner)
    for _ in range(2):
        await ask(site)
    assert (inner.asked, len(site.answers)) == (2, 0)


async def test_there_is_an_end_to_what_is_kept():
    site = StaticCache(Site(FOR_EVER))
    for number in range(static_cache.MOST_FILES + 5):
        await ask(site, f"/static/{number}.js")
        await ask(site, "/static/0.js")
    assert len(site.answers) == static_cache.MOST_FILES
    paths = {key[0] for key in site.answers}
    assert "/static/0.js" in paths and "/static/1.js" not in paths
