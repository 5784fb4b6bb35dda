"""Takes the captured packets anew: `.venv/bin/python -m tests.packets.capture [SCENE ...]`.

A real Chromium performs to a small endpoint of aiortc's parts, which writes down what it says
before SRTP and after, and sends its own media back, with losses, so that it complains. Offers are
written down of every client that is there. One packet of each shape is kept, not more.
"""

import asyncio
import json
import shutil
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing import Process
from pathlib import Path
from threading import Thread

import av
from aiortc import RTCPeerConnection
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters
from aiortc.rtcdtlstransport import RTCDtlsTransport as DtlsTransport
from aiortc.rtcicetransport import RTCIceGatherer, RTCIceParameters, RTCIceTransport
from aiortc.sdp import candidate_from_sdp
from playwright.async_api import async_playwright

from streaming.wire import demux, rtcp, rtp, sdp, stun
from streaming.wire.extensions import Extension

HERE = Path(__file__).parent
SECONDS = 5
# name: codec, whether in layers, which feedback on the bandwidth the answer takes up
SCENES = {
    "vp8": ("VP8", False, {"goog-remb"}),
    "h264": ("H264", False, {"transport-cc"}),
    "vp9": ("VP9", False, {"goog-remb"}),
    "av1": ("AV1", False, {"transport-cc"}),
    "layers": ("VP8", True, {"transport-cc"}),
}
OURS = 0x10000000  # added to an SSRC when its packets are sent back
PAGE = """async ({layers}) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1280, 720];
  const pen = canvas.getContext("2d");
  let count = 0;
  setInterval(() => {
    pen.fillStyle = `hsl(${count++ * 3} 80% 50%)`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (let spot = 0; spot < 60; spot++) {
      pen.fillStyle = `hsl(${spot * 6} 70% ${count % 90}%)`;
      pen.fillRect(spot * 20, spot * count % 700, 25, 60 - spot);
    }
  }, 33);
  const sound = new AudioContext();
  const tone = new OscillatorNode(sound), out = sound.createMediaStreamDestination();
  tone.connect(out); tone.start();
  const peer = globalThis.peer = new RTCPeerConnection();
  peer.addTrack(out.stream.getAudioTracks()[0], out.stream);
  peer.addTransceiver(canvas.captureStream(30).getVideoTracks()[0], {
    streams: [out.stream],
    sendEncodings: layers ? [
      {rid: "h", maxBitrate: 1500000},
      {rid: "m", scaleResolutionDownBy: 2, maxBitrate: 500000},
      {rid: "l", scaleResolutionDownBy: 4, maxBitrate: 150000},
    ] : undefined,
  });
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== "complete") await new Promise(go => setTimeout(go, 20));
  return peer.localDescription.sdp;
}"""


class Album:
    """The first packets of each shape, by room."""

    def __init__(self, scene: str) -> None:
        self.scene = scene
        self.seen: dict[object, int] = {}
        self.count = 0

    def keep(self, room: str, shape: object, data: bytes, most: int = 1, suffix: str = "") -> None:
        if self.seen.get((room, shape), 0) >= most:
            return
        self.seen[room, shape] = self.seen.get((room, shape), 0) + 1
        self.count += 1
        write(room, f"chromium-{self.scene}-{self.count:02}{suffix}.bin", data)


def write(room: str, name: str, data: bytes) -> None:
    place = HERE / room / "captured"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(data)


class Listening(DtlsTransport):
    """A DTLS transport that hands over what it decrypts."""

    def __init__(self, ice: RTCIceTransport, album: Album, codecs: dict[int, str]) -> None:
        super().__init__(ice, [RTCCertificate.generateCertificate()])
        self.album, self.codecs, self.packets = album, codecs, 0

    async def _handle_rtp_data(self, data: bytes, arrival_time_ms: int) -> None:
        packet = rtp.parse(data)
        codec = self.codecs.get(packet.payload_type, "unknown")
        shape = (codec, packet.marker, tuple(packet.extensions), packet.padding > 0)
        self.album.keep("rtp", (*shape, len(packet.payload) > 1000), data, suffix=f"-{codec}")
        self.packets += 1
        if packet.payload and self.packets % 20 and codec != "rtx":
            changed = bytearray(data)
            changed[8:12] = (packet.ssrc + OURS & 0xFFFFFFFF).to_bytes(4, "big")
            await self._send_rtp(bytes(changed))

    async def _handle_rtcp_data(self, data: bytes) -> None:
        shape = tuple(type(packet).__name__ for packet in rtcp.parse(data))
        self.album.keep("rtcp", shape, data, most=2)


def answer_to(offer: sdp.Sdp, codec: str, bandwidth: set[str], ice: RTCIceGatherer) -> sdp.Sdp:
    """Everything is taken up in both directions, with SSRCs for what comes back."""
    ours = ice.getLocalParameters()
    answer = sdp.Sdp(bundle=offer.bundle)
    for media in offer.media:
        wanted = codec if media.kind == "video" else "opus"
        first = next(line for line in media.codecs if line.name == wanted)
        again = [
            line
            for line in media.codecs
            if line.name == "rtx" and line.parameters.get("apt") == str(first.payload_type)
        ]
        first.feedback &= {"nack", "nack pli", "ccm fir", *bandwidth}
        answer.media.append(
            sdp.Media(
                media.kind,
                mid=media.mid,
                codecs=[first, *again],
                direction="recvonly" if media.simulcast_send else "sendrecv",
                extensions={
                    number: uri
                    for number, uri in media.extensions.items()
                    if uri != Extension.TRANSPORT_SEQUENCE or "transport-cc" in bandwidth
                },
                msid="back " + media.kind,
                ssrcs={(ssrc + OURS) & 0xFFFFFFFF: {"cname": "back"} for ssrc in media.ssrcs},
                rids=[(rid, "recv") for rid in media.simulcast_send],
                simulcast_recv=media.simulcast_send,
                ice_ufrag=ours.usernameFragment,
                ice_pwd=ours.password,
                setup="passive",
                rtcp_mux=True,
                rtcp_rsize=True,
            )
        )
    return answer


async def play(page, scene: str) -> None:
    codec, layers, bandwidth = SCENES[scene]
    album = Album(scene)
    text = await page.evaluate(PAGE, {"layers": layers})
    write("sdp", f"chromium-{scene}.sdp", text.encode())
    offer = sdp.parse(text)
    gatherer = RTCIceGatherer(iceServers=[])
    await gatherer.gather()
    ice = RTCIceTransport(gatherer)
    answer = answer_to(offer, codec, bandwidth, gatherer)
    codecs = {line.payload_type: line.name.lower() for m in answer.media for line in m.codecs}
    dtls = Listening(ice, album, codecs)
    dtls._set_role("server")
    listen_below(ice._connection, album, gatherer.getLocalParameters().password)
    for media in answer.media:
        media.fingerprints = [
            (one.algorithm, one.value) for one in dtls.getLocalParameters().fingerprints
        ]
        media.candidates = [candidate_line(one) for one in gatherer.getLocalCandidates()]
    await page.evaluate("sdp => peer.setRemoteDescription({type: 'answer', sdp})", str(answer))
    for line in offer.media[0].candidates:
        await ice.addRemoteCandidate(candidate_from_sdp(line))
    await ice.addRemoteCandidate(None)
    theirs = offer.media[0]
    await ice.start(RTCIceParameters(usernameFragment=theirs.ice_ufrag, password=theirs.ice_pwd))
    prints = [RTCDtlsFingerprint(algorithm=a, value=v) for a, v in theirs.fingerprints]
    await dtls.start(RTCDtlsParameters(fingerprints=prints))
    await asyncio.sleep(SECONDS)
    await page.evaluate("peer.close()")
    await asyncio.sleep(0.5)
    await dtls.stop()
    await ice.stop()
    print(f"{scene}: {dtls.packets} packets, {album.count} kept")


def candidate_line(one) -> str:
    return (
        f"{one.foundation} {one.component} {one.protocol} {one.priority} {one.ip} {one.port} "
        f"typ {one.type}"
    )


def listen_below(connection, album: Album, password: str) -> None:
    """Writes down checks and handshakes, which arrive before there is any SRTP."""
    write("stun", f"chromium-{album.scene}.key", password.encode())
    for protocol in connection._protocols:
        take = protocol.datagram_received

        def listen(data: bytes, address: object, take=take) -> None:
            kind = demux.kind_of(*(data[:2] + bytes(2))[:2])
            if kind is demux.Kind.STUN:
                message = stun.parse(data)
                shape = (message.kind, tuple(message.attributes))
                if message.kind is stun.Kind.REQUEST:
                    album.keep("stun", shape, data)
            elif kind is demux.Kind.DTLS:
                album.keep("demux", ("dtls", data[0]), data)
            elif kind in (demux.Kind.RTP, demux.Kind.RTCP):
                album.keep("demux", kind, data)
            take(data, address)

        protocol.datagram_received = listen


async def chromium(scenes: list[str]) -> None:
    flags = ["--no-sandbox", "--disable-features=WebRtcHideLocalIpsWithMdns"]
    flags.append("--autoplay-policy=no-user-gesture-required")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=flags
        )
        for scene in scenes:
            await play(await browser.new_page(), scene)
        page = await browser.new_page()
        for name, direction in (("viewer", "recvonly"), ("both", "sendrecv")):
            text = await page.evaluate(
                """async direction => {
                  const peer = new RTCPeerConnection();
                  peer.addTransceiver("audio", {direction});
                  peer.addTransceiver("video", {direction});
                  peer.createDataChannel("words");
                  await peer.setLocalDescription();
                  return peer.localDescription.sdp;
                }""",
                direction,
            )
            write("sdp", f"chromium-{name}.sdp", text.encode())
        await browser.close()


async def aiortc_offers() -> None:
    for name, direction in (("viewer", "recvonly"), ("performer", "sendonly")):
        peer = RTCPeerConnection()
        peer.addTransceiver("audio", direction=direction)
        peer.addTransceiver("video", direction=direction)
        await peer.setLocalDescription(await peer.createOffer())
        write("sdp", f"aiortc-{name}.sdp", peer.localDescription.sdp.encode())
        await peer.close()


class Endpoint(BaseHTTPRequestHandler):
    """Takes an offer and has no answer to it."""

    offers: list[bytes] = []

    def do_POST(self) -> None:
        self.offers.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_error(503)

    def log_message(self, *args: object) -> None:
        pass


def ffmpeg_offer() -> None:
    """What the whip muxer of FFmpeg says, by way of PyAV, whose calls stop all other threads."""
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    Thread(target=server.serve_forever, daemon=True).start()
    muxer = Process(target=perform_to, args=(server.server_port,))
    muxer.start()
    muxer.join(20)
    muxer.kill()
    server.shutdown()
    for offer in Endpoint.offers[:1]:
        write("sdp", "ffmpeg-performer.sdp", offer)


def perform_to(port: int) -> None:
    with av.open(f"http://127.0.0.1:{port}/", "w", format="whip") as output:
        video = output.add_stream("libx264", 30, options={"profile": "baseline", "bf": "0"})
        video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
        sound = output.add_stream("libopus", 48000, layout="stereo")
        sound.bit_rate = 64000
        output.start_encoding()


if __name__ == "__main__":
    asyncio.run(chromium(sys.argv[1:] or list(SCENES)))
    asyncio.run(aiortc_offers())
    ffmpeg_offer()
    print(json.dumps({p.name: len(list(p.rglob("*.*"))) for p in HERE.iterdir() if p.is_dir()}))
