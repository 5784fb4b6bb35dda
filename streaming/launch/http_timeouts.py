"""uvicorn's HTTP protocol with timeouts for silent, slow and idle clients.

The timeout of a request body is in streaming/site/requests/bounds.py, because only the application
knows whether it reads. A WebSocket is watched by pings once its handshake is over.
"""

import asyncio
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from .connections import Connection, Connections, Phase, dropped
from .fast_socket import FastSocket

# Until the first byte. Browsers open connections ahead of requests, and reopen them as needed.
SILENT_SECONDS = 15.0
# Until the head of a request is complete; it is one packet or two.
HEADER_SECONDS = 10.0
# Between two requests on one connection (keep-alive).
RESTING_SECONDS = 15.0
# For the rest of a body that was answered before it was read.
UNWANTED_SECONDS = 5.0
# In which a slow reader must read at least one byte.
STALLED_SECONDS = 20.0
# After closing: to read the last bytes of the answer.
LAST_SECONDS = 5.0
TIMEOUT = "Your request took too long to come."


class HttpWithTimeouts(H11Protocol):
    """`place` is this connection's entry in `connections`, which learns each change of phase."""

    def __init__(self, place: Connection, connections: Connections, **known: Any) -> None:
        super().__init__(**known)
        self.place, self.all = place, connections
        self._limit: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._last: asyncio.TimerHandle | None = None
        self._state = "new"
        self._unread = 0
        self._is_socket = False

    # ── callbacks of asyncio and uvicorn

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.place.drop = transport.abort
        if self.place.gone:  # it made room meanwhile
            transport.abort()
        else:
            self._update_timeout()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel()
        self.all.leave(self.place)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._update_timeout()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._update_timeout()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.all.move(self.place, Phase.SLOW)
        self._watch_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        for timer in (self._stall, self._last):
            if timer is not None:
                timer.cancel()
        self._stall = self._last = None
        self._state = ""
        self._update_timeout()

    def timeout_keep_alive_handler(self) -> None:
        """Disable the keep-alive timeout of uvicorn; RESTING_SECONDS replaces it."""

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._is_socket = True
        self._cancel()
        self.all.move(self.place, Phase.BUSY)
        super().handle_websocket_upgrade(event)
        cast(FastSocket, self.transport.get_protocol()).keep_place(self.place, self.all)

    # ── timeouts

    def _update_timeout(self) -> None:
        """Start the timeout of the current state, unless it runs already."""
        if self._is_socket or self._stall is not None:
            return
        if self.transport.is_closing():
            self._drop_soon()
            return
        state, phase, seconds = self._state_now()
        if state == self._state:
            return
        self._state = state
        self.all.move(self.place, phase)
        if self._limit is not None:
            self._limit.cancel()
        self._limit = self.loop.call_later(seconds, self._time_is_up) if seconds else None

    def _state_now(self) -> tuple[str, Phase, float]:
        theirs = self.conn.their_state
        if theirs is h11.IDLE and self.conn.trailing_data[0]:
            return "header", Phase.SLOW, HEADER_SECONDS
        if theirs is h11.IDLE and self.cycle is None:
            return "silent", Phase.SILENT, SILENT_SECONDS
        if self.cycle is None or not self.cycle.response_complete:
            body = theirs is h11.SEND_BODY
            return ("body", Phase.SLOW, 0.0) if body else ("asked", Phase.BUSY, 0.0)
        if theirs is h11.SEND_BODY:
            return "unwanted", Phase.SLOW, UNWANTED_SECONDS
        return "resting", Phase.RESTING, RESTING_SECONDS

    def _time_is_up(self) -> None:
        dropped.labels(self._state).inc()
        if self._state == "header" and self.conn.our_state is h11.IDLE:
            self._say_timeout()
        if not self.transport.is_closing():
            self.transport.close()
        self._drop_soon()

    def _say_timeout(self) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        answer = h11.Response(status_code=408, headers=headers, reason=b"Request Timeout")
        for event in (answer, h11.Data(data=TIMEOUT.encode()), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event))

    def _drop_soon(self) -> None:
        """asyncio closes once everything is read; abort if the client never reads."""
        if self._last is None:
            self._last = self.loop.call_later(LAST_SECONDS, self._watch_reader)

    def _watch_reader(self) -> None:
        """Check again and again; abort when the client read nothing since the last check."""
        unread = self.transport.get_write_buffer_size()
        if self._stall is not None and unread >= self._unread:
            dropped.labels("reading").inc()
            self.transport.abort()
            return
        self._unread = unread
        self._stall = self.loop.call_later(STALLED_SECONDS, self._watch_reader)

    def _cancel(self) -> None:
        for timer in (self._limit, self._stall, self._last):
            if timer is not None:
                timer.cancel()
