"""No body is read that is longer than anything of ours, whoever sends it."""

import json

from streaming.web.bounds import LONGEST_BODY, Bounded

HALF = b"x" * (LONGEST_BODY // 2 + 1)


async def ask(path="/", *, headers=(), chunks=()):
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
        return waiting.pop(0)

    async def send(message):
        said.append(message)

    scope = {"type": "http", "path": path, "headers": list(headers)}
    await Bounded(page)(scope, receive, send)
    return said[0]["status"], said[1]["body"], read


async def test_what_fits_is_read():
    assert await ask(chunks=[b"abc", b"de"]) == (200, b"ok", [3, 2])


async def test_a_length_that_is_too_great_is_refused_unread():
    status, _body, read = await ask(headers=[(b"content-length", b"%d" % (LONGEST_BODY + 1))])
    assert (status, read) == (413, [])


async def test_a_body_that_does_not_say_its_length_is_cut_off():
    status, _body, read = await ask(chunks=[HALF, HALF, HALF])
    assert (status, read) == (413, [len(HALF)])


async def test_the_api_says_so_as_a_problem():
    length = [(b"content-length", b"%d" % (LONGEST_BODY + 1))]
    _status, body, _read = await ask("/api/v1/shows/", headers=length)
    assert json.loads(body)["code"] == "request.too_large"
