"""aiortc's MediaRelay behind a door of HTTP: what most Python sites use today.

python -m tests.bench.media_relay HOST PORT
"""

import asyncio
import sys

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

ANSWER = "HTTP/1.1 201 Created\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"


class House:
    def __init__(self) -> None:
        self.relay, self.tracks, self.calls = MediaRelay(), [], []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.lower().partition(": ") for line in head.split("\r\n")]
        length = next((int(value) for name, _, value in lines if name == "content-length"), 0)
        offer = (await reader.readexactly(length)).decode()
        written = ""
        if head.startswith("POST"):
            written = await self.begin(offer, performs=" /whip" in head.split("\r\n")[0])
        writer.write(ANSWER.format(length=len(written)).encode() + written.encode())
        await writer.drain()
        writer.close()

    async def begin(self, offer: str, *, performs: bool) -> str:
        call = RTCPeerConnection()
        self.calls.append(call)
        if performs:
            call.on("track", self.tracks.append)
        await call.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        if not performs:
            for track in self.tracks:
                call.addTrack(self.relay.subscribe(track))
        await call.setLocalDescription(await call.createAnswer())
        return call.localDescription.sdp


async def main(host: str, port: int) -> None:
    server = await asyncio.start_server(House().answer, host, port)
    sys.stdout.write('{"ready": true}\n')
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
