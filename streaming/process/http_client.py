"""One HTTP client for site and processes: POST with a bearer, over connections that are kept.

A connection that was kept may have been closed by the other side meanwhile. Where it ends before a
byte of the answer came, the request is sent again over a new one: commands and reports may come
twice. A client belongs to one event loop.
"""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

import h11

# An answer of the site or of a process; control.codec allows bodies of 128 KiB.
MOST_BYTES = 128 * 1024
# Connections without a request, of one client. Above it they are closed after their answer.
MOST_IDLE = 16
READ_BYTES = 64 * 1024


class NoAnswer(OSError):
    """The other side said nothing, or nothing in HTTP."""


class _Ended(NoAnswer):
    """It ended before it began to answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes


class HttpClient:
    """Requests to one origin, as http://127.0.0.1:8190. `authority` is a file of certificates to
    trust in place of those of this machine."""

    def __init__(self, origin: str, bearer: str, *, authority: str = "") -> None:
        self._url = urlsplit(origin)
        self._headers = _headers(self._url, bearer)
        self._authority = authority
        self._idle: list[_Connection] = []

    async def post(self, path: str, body: bytes) -> Reply:
        """OSError where there is no answer; the caller says how long it waits."""
        while (connection := self._take()) is not None:
            with suppress(_Ended):
                return await self._exchange(connection, path, body)
        return await self._exchange(await self._connect(), path, body)

    async def close(self) -> None:
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_problem: object) -> None:
        await self.close()

    def _take(self) -> "_Connection | None":
        """The connection that was used last; those that have ended meanwhile are dropped."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return connection
            connection.drop()
        return None

    async def _exchange(self, connection: "_Connection", path: str, body: bytes) -> Reply:
        kept = False
        try:
            reply = await connection.exchange(_request(self._headers, path, body))
            kept = connection.is_reusable and len(self._idle) < MOST_IDLE
        finally:
            if kept:
                self._idle.append(connection)
            else:
                connection.drop()
        return reply

    async def _connect(self) -> "_Connection":
        url, context = self._url, None
        if url.scheme == "https":
            context = ssl.create_default_context(cafile=self._authority or None)
        port = url.port or (443 if context else 80)
        reader, writer = await asyncio.open_connection(url.hostname, port, ssl=context)
        return _Connection(reader, writer)


def _headers(url: SplitResult, bearer: str) -> list[tuple[str, str]]:
    return [
        ("Host", url.netloc),
        ("Authorization", f"Bearer {bearer}"),
        ("Content-Type", "application/json"),
    ]


def _request(headers: list[tuple[str, str]], path: str, body: bytes) -> list[h11.Event]:
    length = ("Content-Length", str(len(body)))
    request = h11.Request(method="POST", target=path, headers=[*headers, length])
    return [request, h11.Data(data=body), h11.EndOfMessage()]


class _Connection:
    """One connection, and what h11 knows about it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.CLIENT)

    @property
    def is_open(self) -> bool:
        return not (self._reader.at_eof() or self._writer.is_closing())

    @property
    def is_reusable(self) -> bool:
        return self._http.our_state is h11.IDLE and self.is_open

    async def exchange(self, request: list[h11.Event]) -> Reply:
        self._writer.write(b"".join(self._http.send(event) or b"" for event in request))
        try:
            reply = await self._read()
            if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
                self._http.start_next_cycle()
        except h11.ProtocolError as error:
            raise NoAnswer(str(error)) from error
        return reply

    async def _read(self) -> Reply:
        """The body, whatever the status: a refusal is an answer like any other."""
        status, body, heard = 0, bytearray(), False
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                data = await self._more(heard)
                heard = True
                self._http.receive_data(data)
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MOST_BYTES:
                    raise NoAnswer("The body has no end.")
            elif isinstance(event, h11.EndOfMessage):
                return Reply(status, bytes(body))
            elif isinstance(event, h11.ConnectionClosed):
                raise NoAnswer("It was closed in the middle.")

    async def _more(self, heard: bool) -> bytes:
        try:
            data = await self._reader.read(READ_BYTES)
        except OSError as error:
            raise _ended(heard, error) from error
        if not data and not heard:
            raise _Ended("It was closed before it answered.")
        return data

    def drop(self) -> None:
        self._writer.close()

    async def close(self) -> None:
        self.drop()
        with suppress(OSError):
            await self._writer.wait_closed()


def _ended(heard: bool, error: OSError) -> NoAnswer:
    return NoAnswer(str(error)) if heard else _Ended(str(error))
