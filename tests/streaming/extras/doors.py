"""A WHIP and WHEP endpoint made of aiortc: a real peer that our extras have to get along with."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiortc
from aiortc.contrib.media import MediaBlackhole

ANSWER = "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n"


@dataclass
class House:
    """`tracks` are offered to whoever comes; what comes in is decoded and counted."""

    url: str = ""
    tracks: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    received: dict = field(default_factory=dict)
    frames: list = field(default_factory=list)
    offers: list = field(default_factory=list)
    keys: list = field(default_factory=list)
    left: int = 0
    hesitation: float = 0.0  # seconds until the answer goes out, while ICE has begun already
    status: str = "201 Created"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.partition(": ") for line in head.split("\r\n")[1:]]
        headers = {name.lower(): value for name, _, value in lines}
        body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
        self.keys.append(headers.get("authorization", ""))
        if head.startswith("DELETE"):
            self.left += 1
            written, status, more = "", "200 OK", ""
        elif self.status != "201 Created":
            written, status, more = "Nobody performs.", self.status, "Retry-After: 7\r\n"
        else:
            written = await self._begin(body)
            await asyncio.sleep(self.hesitation)
            status, more = self.status, 'Location: /session/1\r\nETag: "one"\r\n'
        head = ANSWER.format(status=status, length=len(written.encode()), headers=more)
        writer.write(head.encode() + written.encode())
        await writer.drain()
        writer.close()

    async def _begin(self, offer: str) -> str:
        self.offers.append(offer)
        call = aiortc.RTCPeerConnection()
        self.calls.append(call)
        sink = MediaBlackhole()
        call.on("track", lambda track: self._take(track, sink))
        await call.setRemoteDescription(aiortc.RTCSessionDescription(offer, "offer"))
        for track in self.tracks:
            call.addTrack(track)
        await call.setLocalDescription(await call.createAnswer())
        return call.localDescription.sdp

    def _take(self, track: aiortc.MediaStreamTrack, sink: MediaBlackhole) -> None:
        task = asyncio.ensure_future(self._count(track))
        self.received[track.kind] = [0, task]

    async def _count(self, track: aiortc.MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except aiortc.mediastreams.MediaStreamError:
                return
            self.received[track.kind][0] += 1
            if track.kind == "video":
                self.frames.append(frame)
                del self.frames[:-10]


@asynccontextmanager
async def house(tracks: list | None = None):
    made = House(tracks=tracks or [])
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/whep/evening"
    try:
        yield made
    finally:
        server.close()
        for call in made.calls:
            await call.close()
