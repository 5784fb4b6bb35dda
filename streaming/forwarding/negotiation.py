"""Negotiation: what a performer may send and a viewer will get, decided from their offers alone.

An offer is answered or refused with a Refusal, nothing else is ever raised: what is broken is
422 `sdp.malformed`, what has no codec in common is 406 `media.no_common_codec`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from streaming.wire.extensions import Extension
from streaming.wire.sdp import CodecLine, Media, Sdp

from .answers import (
    HIGHEST_NUMBER,
    KINDS,
    LocalTransport,
    RemoteTransport,
    accepted,
    answer_text,
    answered_line,
    idle,
    malformed,
    red_line,
    rejected,
    remote_transport,
    rtx_line,
)
from .codecs import FORWARDED, Codec, nearest, preferred
from .fanout import Wiring
from .refusal import Refusal, Unfit

__all__ = [
    "LocalTransport", "Offered", "Performance", "RemoteTransport", "Track", "Viewing",
    "answer_performer", "answer_viewer", "give", "receives", "usable",
]  # fmt: skip

NO_CODEC = "media.no_common_codec"
MOST = {"audio": 1, "video": 2}  # of one performer: voice, camera and screen
MOST_LAYERS = 4
LONGEST_MID = 16  # that fits into the header of a packet; longer ones are told by the SSRC alone
PARAMETERS = frozenset({
    "profile-level-id", "packetization-mode", "level-asymmetry-allowed",
    "profile-id", "profile", "level-idx", "tier",
    "minptime", "useinbandfec", "stereo", "sprop-stereo", "maxaveragebitrate", "usedtx",
})  # fmt: skip
ASKING = frozenset({"nack", "nack pli", "ccm fir"})
# Browsers begin with 0.3 Mbit/s and need long to dare more; those that do not know this skip it.
START_BITRATE, START_KILOBITS = "x-google-start-bitrate", "1200"
REMB, TRANSPORT = "goog-remb", "transport-cc"
FROM_PERFORMER = {
    Extension.MID: KINDS,
    Extension.RID: ("video",),
    Extension.REPAIRED_RID: ("video",),
    Extension.ABS_SEND_TIME: KINDS,
    Extension.TRANSPORT_SEQUENCE: KINDS,
    Extension.AUDIO_LEVEL: ("audio",),
    Extension.VIDEO_ORIENTATION: ("video",),
}
TO_VIEWER = {
    Extension.MID: KINDS,
    Extension.ABS_SEND_TIME: KINDS,
    Extension.AUDIO_LEVEL: ("audio",),
    Extension.VIDEO_ORIENTATION: ("video",),
}


@dataclass(slots=True)
class Track:
    """One media of a performer as accepted."""

    kind: str
    mid: str
    codec: Codec
    payload_type: int
    rtx_payload_type: int | None
    ssrcs: list[int] = field(default_factory=list)  # of the media, not of RTX; may be unknown
    rtx_ssrcs: dict[int, int] = field(default_factory=dict)  # RTX SSRC -> SSRC it repeats
    rids: list[str] = field(default_factory=list)
    extensions: dict[int, Extension] = field(default_factory=dict)

    @property
    def layers(self) -> int:
        return max(1, len(self.rids))


@dataclass(slots=True)
class Performance:
    answer: str
    remote: RemoteTransport
    tracks: list[Track]
    extensions: dict[int, Extension]
    transport_feedback: bool
    remb: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """One track of the stage, as a viewer can have it."""

    key: str
    codec: Codec
    ssrc: int
    rtx_ssrc: int
    stream: str  # tracks of one performer have the same, they are played in step


@dataclass(slots=True)
class Viewing:
    answer: str
    remote: RemoteTransport
    wirings: list[Wiring]


def answer_performer(offer: Sdp, local: LocalTransport) -> Performance:
    taken: list[tuple[Media, CodecLine, Codec]] = []
    answers: list[Media] = []
    for media in offer.media:
        sending = usable(media) and media.direction in ("sendrecv", "sendonly")
        count = sum(other.kind == media.kind for other, _, _ in taken)
        if not sending or count >= MOST[media.kind]:
            answers.append(rejected(media))
            continue
        chosen = preferred(media.codecs)
        if chosen is None:
            on_our_side = f"{', '.join(FORWARDED)} can be forwarded"
            raise Refusal(*_nothing_in_common(media, on_our_side))
        taken.append((media, *chosen))
        answers.append(media)
    if not taken:
        raise malformed("The offer sends neither audio nor video.")
    remote = remote_transport(offer, [media for media, _, _ in taken])
    transport = _transport_feedback([media for media, _, _ in taken])
    performance = Performance("", remote, [], {}, transport, False)
    for media, line, codec in taken:
        answer = _take(performance, media, line, codec)
        answers[_index(answers, media)] = answer
    performance.answer = answer_text(offer, answers, local, remote.active)
    return performance


def answer_viewer(offer: Sdp, tracks: Sequence[Offered], local: LocalTransport) -> Viewing:
    waiting = list(tracks)
    answers: list[Media] = []
    used: list[Media] = []
    wirings: list[Wiring] = []
    for media in offer.media:
        found = _next_track(media, waiting) if usable(media) and receives(media) else None
        if found is None:
            answers.append(idle(offer, media))
            continue
        track, line, codec = found
        waiting.remove(track)
        used.append(media)
        answer, wiring = give(media, track, line, codec)
        answers.append(answer)
        wirings.append(wiring)
    _check_kinds(offer, tracks, used)
    remote = remote_transport(offer, used)
    return Viewing(answer_text(offer, answers, local, remote.active), remote, wirings)


def _take(performance: Performance, media: Media, line: CodecLine, codec: Codec) -> Media:
    feedback = set(ASKING)
    if performance.transport_feedback:
        feedback.add(TRANSPORT)
    else:
        feedback.add(REMB)
        performance.remb |= REMB in line.feedback
    names = _extensions(media, FROM_PERFORMER)
    if not performance.transport_feedback:
        names = {n: name for n, name in names.items() if name != Extension.TRANSPORT_SEQUENCE}
    for number in [n for n, name in names.items() if performance.extensions.get(n, name) != name]:
        del names[number]  # one number cannot mean two things on one transport
    performance.extensions |= names
    rtx = rtx_line(media, line.payload_type)
    rids = media.simulcast_send[:MOST_LAYERS] if Extension.RID in names.values() else []
    pairs = {pair[1]: pair[0] for name, pair in media.ssrc_groups if name == "FID" and pair[1:]}
    performance.tracks.append(
        Track(
            kind=media.kind,
            mid=media.mid,
            codec=codec,
            payload_type=line.payload_type,
            rtx_payload_type=rtx.payload_type if rtx else None,
            ssrcs=[ssrc for ssrc in media.ssrcs if ssrc not in pairs],
            rtx_ssrcs=pairs,
            rids=rids if len(rids) > 1 else [],
            extensions=names,
        )
    )
    answer = accepted(
        media,
        "recvonly",
        [answered_line(line, frozenset(feedback), PARAMETERS), *([rtx] if rtx else [])],
    )
    if performance.transport_feedback and codec.video and REMB in line.feedback:
        answer.codecs[0].parameters[START_BITRATE] = START_KILOBITS
    answer.extensions = {number: str(name) for number, name in names.items()}
    if len(rids) > 1:
        answer.rids = [(rid, "recv") for rid in rids]
        answer.simulcast_recv = rids
    return answer


def give(media: Media, track: Offered, line: CodecLine, codec: Codec) -> tuple[Media, Wiring]:
    """One track to one media of a viewer: what is answered, and how it is sent."""
    names = _extensions(media, TO_VIEWER)
    if len(media.mid) > LONGEST_MID:
        names = {number: name for number, name in names.items() if name != Extension.MID}
    rtx = rtx_line(media, line.payload_type) if "nack" in line.feedback else None
    red = None if codec.video else red_line(media, line.payload_type)
    more = [one for one in (rtx, red) if one]
    answer = accepted(media, "sendonly", [answered_line(line, ASKING | {REMB}, PARAMETERS), *more])
    answer.extensions = {number: str(name) for number, name in names.items()}
    answer.msid = f"{track.stream} {track.key}"
    said = {"cname": track.stream, "msid": answer.msid}
    answer.ssrcs = {track.ssrc: said}
    if rtx:
        answer.ssrcs[track.rtx_ssrc] = dict(said)
        answer.ssrc_groups = [("FID", [track.ssrc, track.rtx_ssrc])]
    wiring = Wiring(
        track=track.key,
        payload_type=line.payload_type,
        rtx_payload_type=rtx.payload_type if rtx else None,
        mid=media.mid,
        ssrc=track.ssrc,
        rtx_ssrc=track.rtx_ssrc if rtx else None,
        extensions=tuple((name, number) for number, name in names.items()),
        remb=REMB in line.feedback,
        red_payload_type=red.payload_type if red else None,
        codec=codec,
    )
    return answer, wiring


def usable(media: Media) -> bool:
    return media.kind in KINDS and not media.rejected and media.protocol.endswith("TLS/RTP/SAVPF")


def receives(media: Media) -> bool:
    return media.direction in ("sendrecv", "recvonly")


def _next_track(media: Media, waiting: list[Offered]) -> tuple[Offered, CodecLine, Codec] | None:
    for track in waiting:
        if track.codec.kind == media.kind and (found := nearest(track.codec, media.codecs)):
            return track, *found
    return None


def _check_kinds(offer: Sdp, tracks: Sequence[Offered], used: list[Media]) -> None:
    """A viewer that wants pictures and can play none of ours is told so, and not left in the dark.

    It may then ask for another way to watch.
    """
    wanted = [media for media in offer.media if usable(media) and receives(media)]
    if not wanted:
        raise _receives_nothing(offer)
    for kind in KINDS:
        on_stage = [str(track.codec) for track in tracks if track.codec.kind == kind]
        media = next((media for media in wanted if media.kind == kind), None)
        if on_stage and media and not any(media.kind == kind for media in used):
            on_our_side = f"{', '.join(dict.fromkeys(on_stage))} is on stage"
            raise Unfit(*_nothing_in_common(media, on_our_side))
    if not used:
        kinds = " and ".join(dict.fromkeys(track.codec.kind for track in tracks)) or "nothing"
        raise Unfit(NO_CODEC, f"The offer receives none of it: {kinds} is on stage.", 406)


def _receives_nothing(offer: Sdp) -> Refusal:
    """No player offers nothing at all; and who sends is an encoder at the wrong address."""
    sentence = "The offer receives neither audio nor video."
    sends = any(usable(media) and media.direction == "sendonly" for media in offer.media)
    if sends or not offer.media:
        return malformed(sentence)
    return Unfit("sdp.malformed", sentence, 422)


def _nothing_in_common(media: Media, on_our_side: str) -> tuple[str, str, int]:
    """What is said where there is no common codec."""
    names = dict.fromkeys(line.name for line in media.codecs if line.name.lower() not in _NO_MEDIA)
    return (
        NO_CODEC,
        f"No common codec for {media.kind}: {on_our_side}, "
        f"and the offer has {', '.join(names) or 'none'}.",
        406,
    )


_NO_MEDIA = frozenset({"rtx", "red", "ulpfec", "flexfec-03", "cn", "telephone-event"})


def _extensions(media: Media, known: dict[Extension, tuple[str, ...]]) -> dict[int, Extension]:
    by_uri = {str(name): name for name, kinds in known.items() if media.kind in kinds}
    return {
        number: by_uri[uri]
        for number, uri in media.extensions.items()
        if uri in by_uri and number <= HIGHEST_NUMBER
    }


def _transport_feedback(taken: list[Media]) -> bool:
    """Whether the performer's video (or its only audio) knows transport-wide feedback."""
    telling = [media for media in taken if media.kind == "video"] or taken
    return all(
        Extension.TRANSPORT_SEQUENCE in _extensions(media, FROM_PERFORMER).values()
        and any(TRANSPORT in line.feedback for line in media.codecs)
        for media in telling
    )


def _index(answers: list[Media], media: Media) -> int:
    return next(index for index, answer in enumerate(answers) if answer is media)
