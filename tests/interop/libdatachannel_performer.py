"""Performs with libdatachannel, the library of OBS, by the rule of OBS: after Disconnected it comes
again, after Failed it gives up. Sound alone: silence in Opus. Prints each state on a line.

    python libdatachannel_performer.py WHIP_URL STREAM_KEY
"""

import struct
import sys
import threading
import time
import urllib.request
from urllib.error import HTTPError, URLError

import libdatachannel as rtc

SILENCE = b"\xf8\xff\xfe"
PAYLOAD_TYPE, SSRC, SAMPLES, FRAME_SECONDS = 111, 4711, 960, 0.02
AGAIN_SECONDS = 1.0
GATHER_SECONDS = 5.0
OPUS = "minptime=10;maxaveragebitrate=96000;stereo=1;sprop-stereo=1;useinbandfec=1"


class Call:
    """One session, from its offer to its end."""

    def __init__(self) -> None:
        self.peer = rtc.PeerConnection()
        self.ended, self.gathered, self.last = threading.Event(), threading.Event(), ""
        audio = rtc.Description.Audio("0", rtc.Description.Direction.SendOnly)
        audio.add_opus_codec(PAYLOAD_TYPE, OPUS)
        audio.add_ssrc(SSRC, "encoder", "stream", "sound")
        self.track = self.peer.add_track(audio)
        self.peer.on_state_change(self.changed)
        self.peer.on_gathering_state_change(self.gathering)

    def gathering(self, state) -> None:
        if state == rtc.PeerConnection.GatheringState.Complete:
            self.gathered.set()

    def changed(self, state) -> None:
        self.last = state.name
        print(state.name, flush=True)
        if state.name in ("Disconnected", "Failed", "Closed"):
            self.ended.set()

    def offer(self) -> str:
        self.peer.set_local_description(rtc.Description.Type.Offer)
        self.gathered.wait(GATHER_SECONDS)
        return str(self.peer.local_description())

    def perform(self, answer: str) -> str:
        """Until it ends; the state that ended it."""
        self.peer.set_remote_description(rtc.Description(answer, rtc.Description.Type.Answer))
        number = 0
        while not self.ended.wait(FRAME_SECONDS):
            number = (number + 1) & 0xFFFF
            timestamp = number * SAMPLES & 0xFFFFFFFF
            if self.track.is_open():
                header = struct.pack("!BBHII", 0x80, PAYLOAD_TYPE, number, timestamp, SSRC)
                self.track.send(header + SILENCE)
        self.peer.close()
        return self.last


def knock(url: str, key: str, offer: str) -> str | None:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/sdp"}
    request = urllib.request.Request(url, offer.encode(), headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return response.read().decode()
    except HTTPError as error:
        print(f"refused {error.code} {error.read().decode()}", flush=True)
    except URLError as error:
        print(f"refused {error}", flush=True)
    return None


def main(url: str, key: str) -> int:
    while True:
        call = Call()
        answer = knock(url, key, call.offer())
        if answer is not None and call.perform(answer) == "Failed":
            return 1
        time.sleep(AGAIN_SECONDS)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
