"""Janus as a peer of the benchmark: its streaming plugin, its viewers, and how it is fed."""

import asyncio
import http.client
import json
import secrets
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from streaming.extras.door import Closed
from streaming.extras.offers import OPUS, PICTURES, Transport
from streaming.extras.outgoing import Outgoing
from streaming.extras.performer import Performer
from streaming.extras.viewer import Viewer
from streaming.wire import sdp
from streaming.wire.rtp import Rtp

SOUND_PORT, PICTURE_PORT, HTTP_PORT = 15002, 15004, 18088
PARAMETERS = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
GENERAL = """general: {{
  configs_folder = "{folder}"
  plugins_folder = "{modules}/plugins"
  transports_folder = "{modules}/transports"
  events_folder = "{folder}"
  loggers_folder = "{folder}"
  debug_level = 2
  session_timeout = 0
}}
nat: {{ ice_lite = true }}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
STREAMING = """evening: {{
  type = "rtp"
  id = 1
  audio = true
  audioport = {sound}
  audiopt = 111
  audiocodec = "opus"
  video = true
  videoport = {picture}
  videopt = {type}
  videocodec = "h264"
  videofmtp = "{parameters}"
}}
"""
HTTP = """general: {{
  json = "compact"
  base_path = "/janus"
  http = true
  port = {port}
  https = false
}}
admin: {{ admin_http = false }}
"""


def configure(folder: Path) -> None:
    """Everything at its default but ICE-lite (as ours is) and what is not used here."""
    modules = next(Path("/usr/lib").glob("*/janus"))
    folder.mkdir(parents=True, exist_ok=True)
    others = {
        kind: ",".join(
            one.name for one in (modules / kind).glob("*.so") if f"janus_{keep}." not in one.name
        )
        for kind, keep in (("plugins", "streaming"), ("transports", "http"))
    }
    general = GENERAL.format(folder=folder, modules=modules, **others)
    (folder / "janus.jcfg").write_text(general)
    streaming = STREAMING.format(
        sound=SOUND_PORT, picture=PICTURE_PORT, type=PICTURES["H264"][0], parameters=PARAMETERS
    )
    (folder / "janus.plugin.streaming.jcfg").write_text(streaming)
    (folder / "janus.transport.http.jcfg").write_text(HTTP.format(port=HTTP_PORT))


@dataclass(frozen=True, slots=True)
class JanusDoor:
    """Janus offers, the viewer answers: three questions and a long poll."""

    control: str

    @property
    def host(self) -> str:
        return self.control.rpartition(":")[0]

    def open(self) -> tuple[str, str]:
        """The path of the handle, and the offer."""
        session = self.ask("POST", "/janus", janus="create")["data"]["id"]
        path = f"/janus/{session}"
        handle = self.ask("POST", path, janus="attach", plugin="janus.plugin.streaming")
        path += f"/{handle['data']['id']}"
        self.ask("POST", path, janus="message", body={"request": "watch", "id": 1})
        for _ in range(20):
            event = self.ask("GET", f"/janus/{session}?maxev=1")
            if offer := event.get("jsep", {}).get("sdp"):
                return path, offer
        raise Closed("Janus makes no offer.")

    def begin(self, path: str, answer: str) -> None:
        jsep = {"type": "answer", "sdp": answer}
        self.ask("POST", path, janus="message", body={"request": "start"}, jsep=jsep)

    def ask(self, method: str, path: str, **words) -> dict:
        host, _, port = self.control.rpartition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        try:
            body = json.dumps(words | {"transaction": secrets.token_hex(6)}) if words else None
            connection.request(method, path, body, {"Content-Type": "application/json"})
            return json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException) as error:
            raise Closed(f"Janus does not answer: {error}") from None
        finally:
            connection.close()

    async def leave(self, path: str) -> None:
        session = path.rpartition("/")[0]
        try:
            await asyncio.to_thread(self.ask, "POST", session, janus="destroy")
        except Closed:
            return


class JanusViewer(Viewer):
    """All but the way in is as with any other viewer."""

    async def come(self) -> None:
        self.knocked_at = time.monotonic()
        address = self.open(self.door.host)
        self.session_url, offer = await asyncio.to_thread(self.door.open)
        transport = Transport(
            address, self.checks.ufrag, self.checks.password, self.certificate.fingerprint
        )
        theirs = sdp.parse(offer)
        await asyncio.to_thread(self.door.begin, self.session_url, answer_to(theirs, transport))
        self.answered(theirs)


def answer_to(offer: sdp.Sdp, transport: Transport) -> str:
    """Take everything that is offered, as it is offered."""
    mids = " ".join(media.mid for media in offer.media)
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    host, port = transport.address
    for media in offer.media:
        formats = " ".join(str(line.payload_type) for line in media.codecs)
        lines += [
            f"m={media.kind} 9 UDP/TLS/RTP/SAVPF {formats}",
            "c=IN IP4 0.0.0.0",
            f"a=candidate:1 1 udp 2122260223 {host} {port} typ host",
            f"a=ice-ufrag:{transport.ufrag}",
            f"a=ice-pwd:{transport.password}",
            f"a=fingerprint:sha-256 {transport.fingerprint}",
            "a=setup:active",
            f"a=mid:{media.mid}",
            "a=recvonly",
            "a=rtcp-mux",
            *(f"a=extmap:{number} {uri}" for number, uri in media.extensions.items()),
        ]
        for line in media.codecs:
            lines += line.lines()
    return "\r\n".join(lines) + "\r\n"


class PlainPerformer(Performer):
    """The same packets as to a relay, but plain, to the two ports of a mountpoint."""

    async def come(self) -> None:
        self._plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.connected_at = time.monotonic()
        self.checks.answered_at = float("inf")

    @property
    def is_connected(self) -> bool:
        return True

    def send_control(self, packets) -> None:
        """A mountpoint has no port for it here."""

    def _send_packet(self, packet: Rtp, outgoing: Outgoing, now: float) -> None:
        port = SOUND_PORT if packet.payload_type == OPUS else PICTURE_PORT
        self._plain.sendto(bytes(packet), (self.door.host, port))

    async def go(self) -> None:
        self._plain.close()
