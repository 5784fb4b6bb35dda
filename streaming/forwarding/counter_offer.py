"""CounterOffer: what a player is offered whose own offer does not fit (WHEP), and what it takes.

Our offer is what we would answer a player that can do everything. The answer of the player is then
read like an offer: it says which of that this player can do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from streaming.wire.extensions import Extension
from streaming.wire.sdp import CodecLine, Media, Sdp

from .answers import LocalTransport, RemoteTransport, description, malformed, remote_transport
from .codecs import Codec, nearest, same
from .fanout import Wiring
from .negotiation import ASKING, REMB, TO_VIEWER, Offered, give, receives, usable
from .refusal import Refusal

# The dynamic payload types of RFC 3551, then those below RTCP that RFC 5761 leaves free. Equal
# codecs share their two numbers, as RFC 9143 allows on one transport.
NUMBERS = (*range(96, 128), *range(35, 64))
MOST_TRACKS = 30  # each may need two of these 61 numbers; and our own reader takes 32 media
LONGEST_REASON = 200  # characters; some readers have a bound on lines


@dataclass(frozen=True, slots=True)
class CounterOffer:
    sdp: str
    tracks: tuple[Offered, ...]  # in the order of its media; the mid is the place

    def plays(self, key: str, codec: Codec) -> bool:
        """Whether it stays true when this track is sent with this codec from now on."""
        return all(track.key != key or same(codec, track.codec) for track in self.tracks)


def make_counter_offer(
    tracks: Sequence[Offered], local: LocalTransport, reason: str
) -> CounterOffer:
    """All tracks of the stage. The reason stands where people look first, in the name of the
    session, which players pass over."""
    offered = tuple(tracks[:MOST_TRACKS])
    numbers, pairs = iter(NUMBERS), dict[Codec, tuple[int, int]]()
    media = []
    for mid, track in zip(count(), offered, strict=False):
        if track.codec not in pairs:
            pairs[track.codec] = next(numbers), next(numbers)
        wanted = _everything(track.codec, str(mid), pairs[track.codec])
        media.append(give(wanted, track, wanted.codecs[0], track.codec)[0])
    sdp = description(media, local, "actpass")
    sdp.name = reason[:LONGEST_REASON]
    return CounterOffer(str(sdp), offered)


def take_answer(offer: CounterOffer, answer: Sdp) -> tuple[RemoteTransport, list[Wiring]]:
    """What the player takes of our offer, and where it is."""
    if len(answer.media) != len(offer.tracks):
        raise malformed(f"The answer needs {len(offer.tracks)} media, as the offer has.")
    pairs = list(_taken(offer, answer))
    if not pairs:
        raise Refusal("media.nothing_taken", "The answer takes nothing of what is on stage.", 422)
    used = [media for media, _ in pairs]
    if used[0].setup == "actpass":
        raise malformed("The answer has to say who begins the handshake (setup:active or passive).")
    return remote_transport(answer, used, "answer"), [wiring for _, wiring in pairs]


def _taken(offer: CounterOffer, answer: Sdp) -> Iterator[tuple[Media, Wiring]]:
    for mid, (media, track) in enumerate(zip(answer.media, offer.tracks, strict=True)):
        kind = track.codec.kind
        if media.kind != kind:
            raise malformed(f"The answer has {media.kind} where the offer has {kind}.")
        if not usable(media) or not receives(media):
            continue
        if media.mid != str(mid):
            raise malformed(f"The answer has another mid than {mid} for its {kind}.")
        if (found := nearest(track.codec, media.codecs)) is None:
            raise malformed(f"The answer takes {kind} without {track.codec}, which was offered.")
        yield media, give(media, track, *found)[1]


def _everything(codec: Codec, mid: str, numbers: tuple[int, int]) -> Media:
    """What a player would ask for that can do all we can."""
    plain, more = numbers
    parameters = dict(codec.parameters)
    line = CodecLine(plain, codec.name, codec.clock_rate, codec.channels, parameters)
    if codec.video:
        line.feedback = {*ASKING, REMB}
        companion = CodecLine(more, "rtx", codec.clock_rate, 1, {"apt": str(plain)})
    else:
        repeated = {f"{plain}/{plain}": ""}
        companion = CodecLine(more, "red", codec.clock_rate, codec.channels, repeated)
    return Media(
        codec.kind,
        mid=mid,
        direction="recvonly",
        codecs=[line, companion],
        extensions={number: str(name) for number, name in _numbered(codec.kind)},
        rtcp_rsize=True,
    )


def _numbered(kind: str) -> Iterator[tuple[int, Extension]]:
    """Each header extension has the same number in all media, as one transport wants it."""
    for number, (name, kinds) in enumerate(TO_VIEWER.items(), 1):
        if kind in kinds:
            yield number, name
