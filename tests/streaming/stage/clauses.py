"""What RFC 9725 and draft-ietf-wish-whep-03 ask of a server: a clause, a request, the answer.

docs/interop.md has the same table; tests/streaming/stage/doors/test_conformance.py asks a running
house each of them and holds both tables beside each other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from streaming.wire import sdp
from tests.streaming.forwarding.offers import answer_to

from .offers import FRAGMENT, RESTART, SDP, fragment, to_perform, to_watch


class House:
    """A show on air with its performer, seen by an encoder and by a player."""

    def __init__(self, key: str) -> None:
        self.client = Client()
        self.key = {"Authorization": f"Bearer {key}"}

    def whip(self, method: str, body: str = "", kind: str = SDP, at: str = "", **headers: str):
        return self._ask(method, at or "/whip/hamlet", body, kind, self.key | headers)

    def whep(self, method: str, body: str = "", kind: str = SDP, at: str = "", **headers: str):
        return self._ask(method, at or "/whep/hamlet", body, kind, headers)

    def performing(self) -> str:
        return self.whip("POST", to_perform())["Location"]

    def watching(self) -> str:
        return self.whep("POST", to_watch())["Location"]

    def countered(self):
        """406, with an offer of the house."""
        return self.whep("POST", to_watch("VP8"))

    def _ask(self, method: str, at: str, body: str, kind: str, headers: dict[str, str]):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, at, body, kind, headers=named)


@dataclass(frozen=True)
class Clause:
    where: str
    request: str
    answer: str
    ask: Callable[[House], str]


def said(response, *names: str) -> str:
    """Its status, and these headers of it; what differs each time is told by its kind."""
    parts = [str(response.status_code), *(_header(response, name) for name in names)]
    return ", ".join(parts) + ("" if response.content or names else ", empty")


def _header(response, name: str) -> str:
    value = response.get(name)
    if value is None:
        return f"no {name}"
    if name == "ETag":
        return "strong ETag" if value[0] == value[-1] == '"' else "weak ETag"
    return name if name in ("Location", "Retry-After", "WWW-Authenticate") else value


def lines_of(response, *lines: str) -> str:
    """Which of these lines stand in each section of the answer."""
    sections = response.content.decode().split("\r\nm=")[1:]
    return ", ".join(line for line in lines if all(f"\r\na={line}\r\n" in one for one in sections))


def directions(response) -> str:
    return ", ".join(
        dict.fromkeys(one.direction for one in sdp.parse(response.content.decode()).media)
    )


def patch(house: House, where: str, body: str, etag: str | None, kind: str = FRAGMENT):
    headers = {} if etag is None else {"If_Match": etag}
    return house.whip("PATCH", body, kind, where, **headers)


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def restarted(house: House, ask, where: str) -> str:
    answer = ask("PATCH", RESTART, FRAGMENT, where, If_Match="*")
    fresh = sdp.parse_fragment(answer.content.decode())
    assert fresh.ufrag and fresh.pwd and fresh.candidates and fresh.ice_lite
    return said(answer, "Content-Type", "ETag")


def twice(ask, where: str) -> str:
    return " and ".join(said(ask("DELETE", at=where)) for _ in range(2))


def streams(response) -> str:
    names = {one.msid.split()[0] for one in sdp.parse(response.content.decode()).media}
    return f"{len(names)} MediaStream"


def answered(house: House, offered, answer: str = ""):
    text = answer or str(answer_to(offered.content.decode()))
    return house.whep("PATCH", text, SDP, offered["Location"])


def answered_twice(house: House):
    offered = house.countered()
    assert answered(house, offered).status_code == 204
    return answered(house, offered)


WHIP = [
    Clause("4.1", "GET the endpoint", "204, empty", lambda h: said(h.whip("GET"))),
    Clause("4.1", "GET a session", "204, empty", lambda h: said(h.whip("GET", at=h.performing()))),
    Clause(
        "4.2", "POST an offer", "201, application/sdp, Location, strong ETag",
        lambda h: said(h.whip("POST", to_perform()), "Content-Type", "Location", "ETag"),
    ),
    Clause(
        "4.2", "POST another type", "415, application/sdp",
        lambda h: said(h.whip("POST", to_perform(), "text/plain"), "Accept-Post"),
    ),
    Clause(
        "4.2", "POST what is no SDP", "422, application/problem+json",
        lambda h: said(h.whip("POST", "v=0"), "Content-Type"),
    ),
    Clause("4.2", "the direction of an answer", "recvonly",
           lambda h: directions(h.whip("POST", to_perform()))),
    Clause(
        "4.2", "POST an offer that only receives", "422, application/problem+json",
        lambda h: said(
            h.whip("POST", changed(to_perform(), "sendonly", "recvonly")), "Content-Type"
        ),
    ),
    Clause("4.2", "DELETE a session, twice", "200, empty and 200, empty",
           lambda h: twice(h.whip, h.performing())),
    Clause(
        "4.2", "OPTIONS of the endpoint", "200, application/sdp, *",
        lambda h: said(h.whip("OPTIONS"), "Accept-Post", "Access-Control-Allow-Origin"),
    ),
    Clause("4.3.1", "DELETE with an If-Match of something else", "200, empty",
           lambda h: said(h.whip("DELETE", at=h.performing(), If_Match='"x"'))),
    Clause(
        "4.3.1", "PATCH another type", "415, application/trickle-ice-sdpfrag",
        lambda h: said(patch(h, h.performing(), fragment(), "*", "text/plain"), "Accept-Patch"),
    ),
    Clause("4.3.1", "PATCH what is no fragment", "422, application/problem+json",
           lambda h: said(patch(h, h.performing(), "hello", "*"), "Content-Type")),
    Clause("4.3.1", "PATCH without If-Match", "428, application/problem+json",
           lambda h: said(patch(h, h.performing(), fragment(), None), "Content-Type")),
    Clause("4.3.1", "PATCH with an old entity tag", "412, application/problem+json",
           lambda h: said(patch(h, h.performing(), fragment(), '"old"'), "Content-Type")),
    Clause("4.3.2", "PATCH candidates, also of TCP and of unknown names", "204, no ETag",
           lambda h: said(patch(h, h.performing(), fragment(), "*"), "ETag")),
    Clause("4.3.3", "PATCH new credentials", f"200, {FRAGMENT}, strong ETag",
           lambda h: restarted(h, h.whip, h.performing())),
    Clause("4.4.1", "each section of an answer", "rtcp-mux, rtcp-mux-only",
           lambda h: lines_of(h.whip("POST", to_perform()), "rtcp-mux", "rtcp-mux-only")),
    Clause(
        "4.4.1", "POST an offer without BUNDLE", "422, application/problem+json",
        lambda h: said(
            h.whip("POST", changed(to_perform(), "a=group:BUNDLE", "a=x")), "Content-Type"
        ),
    ),
    Clause(
        "4.4.3", "POST a codec that nobody knows", "406, application/problem+json",
        lambda h: said(h.whip("POST", changed(to_perform(), "H264/", "Theora/")), "Content-Type"),
    ),
    Clause("4.4.4", "an offer with setup:active", "setup:passive", lambda h: lines_of(
        h.whip("POST", changed(to_perform(), "setup:actpass", "setup:active")), "setup:passive")),
    Clause("4.4.4", "an offer with setup:passive", "setup:active", lambda h: lines_of(
        h.whip("POST", changed(to_perform(), "setup:actpass", "setup:passive")), "setup:active")),
    Clause("4.5", "POST with a slash at the end of the address", "201, Location",
           lambda h: said(h.whip("POST", to_perform(), at="/whip/hamlet/"), "Location")),
    Clause("4.7.1", "POST with a wrong key", "401, WWW-Authenticate", lambda h: said(
        h.whip("POST", to_perform(), Authorization="Bearer wrong"), "WWW-Authenticate")),
    Clause("4.7.1", "DELETE without a key", "401, WWW-Authenticate", lambda h: said(
        h.client.delete(h.performing()), "WWW-Authenticate")),
    Clause("4.8", "an offer of three layers", "h;m;l", lambda h: ";".join(
        sdp.parse(h.whip("POST", to_perform(layers=["h", "m", "l"])).content.decode())
        .media[1].simulcast_recv)),
]  # fmt: skip
WHEP = [
    Clause("4.1", "GET a session", "204, empty", lambda h: said(h.whep("GET", at=h.watching()))),
    Clause("4.2", "HEAD the endpoint", "200, application/sdp",
           lambda h: said(h.whep("HEAD"), "Content-Type")),
    Clause(
        "4.3.1", "POST an offer", "201, application/sdp, Location, strong ETag",
        lambda h: said(h.whep("POST", to_watch()), "Content-Type", "Location", "ETag"),
    ),
    Clause(
        "4.3.2", "POST an offer without the codec", "406, application/sdp, Location, strong ETag",
        lambda h: said(h.whep("POST", to_watch("VP8")), "Content-Type", "Location", "ETag"),
    ),
    Clause("4.3.2", "PATCH the answer to a counter-offer", "204, empty",
           lambda h: said(answered(h, h.countered()))),
    Clause("4.3.2", "PATCH an answer that is no SDP", "422, application/problem+json",
           lambda h: said(answered(h, h.countered(), "hello"), "Content-Type")),
    Clause("4.3.2", "PATCH a second answer", "409, application/problem+json",
           lambda h: said(answered_twice(h), "Content-Type")),
    Clause("4.3.4", "POST another type", "415, application/sdp",
           lambda h: said(h.whep("POST", to_watch(), "text/plain"), "Accept-Post")),
    Clause("4.3.4", "POST what is no SDP", "422, application/problem+json",
           lambda h: said(h.whep("POST", "v=0"), "Content-Type")),
    Clause("4.3.5", "the direction of an answer", "sendonly",
           lambda h: directions(h.whep("POST", to_watch()))),
    Clause("4.3.5", "the direction of a counter-offer", "sendonly",
           lambda h: directions(h.countered())),
    Clause("4.3.5", "POST an offer that is inactive", "406, application/sdp", lambda h: said(
        h.whep("POST", changed(to_watch(), "recvonly", "inactive")), "Content-Type")),
    Clause(
        "4.3.5", "POST an offer that only sends", "422, application/problem+json",
        lambda h: said(h.whep("POST", changed(to_watch(), "recvonly", "sendonly")), "Content-Type"),
    ),
    Clause("4.4", "DELETE a session, twice", "200, empty and 200, empty",
           lambda h: twice(h.whep, h.watching())),
    Clause("4.4", "OPTIONS of the endpoint", "200, application/sdp, *",
           lambda h: said(h.whep("OPTIONS"), "Accept-Post", "Access-Control-Allow-Origin")),
    Clause("4.5.1", "PATCH another type", f"415, {FRAGMENT}, {SDP}", lambda h: said(
        h.whep("PATCH", fragment(), "text/plain", h.watching(), If_Match="*"), "Accept-Patch")),
    Clause("4.5.1", "PATCH without If-Match", "428, application/problem+json", lambda h: said(
        h.whep("PATCH", fragment(), FRAGMENT, h.watching()), "Content-Type")),
    Clause("4.5.1", "PATCH with an old entity tag", "412, application/problem+json", lambda h: said(
        h.whep("PATCH", fragment(), FRAGMENT, h.watching(), If_Match='"old"'), "Content-Type")),
    Clause("4.5.2", "PATCH candidates", "204, no ETag", lambda h: said(
        h.whep("PATCH", fragment(), FRAGMENT, h.watching(), If_Match="*"), "ETag")),
    Clause("4.5.3", "PATCH new credentials", f"200, {FRAGMENT}, strong ETag",
           lambda h: restarted(h, h.whep, h.watching())),
    Clause("4.6.1", "each section of an answer", "rtcp-mux, rtcp-mux-only",
           lambda h: lines_of(h.whep("POST", to_watch()), "rtcp-mux", "rtcp-mux-only")),
    Clause("4.6.1", "each section of a counter-offer", "rtcp-mux, rtcp-mux-only, setup:actpass",
           lambda h: lines_of(h.countered(), "rtcp-mux", "rtcp-mux-only", "setup:actpass")),
    Clause("4.6.2", "an answer, with one performer on stage", "1 MediaStream",
           lambda h: streams(h.whep("POST", to_watch()))),
    Clause("4.9", "POST with a wrong key", "401, WWW-Authenticate", lambda h: said(
        h.whep("POST", to_watch(), Authorization="Bearer wrong"), "WWW-Authenticate")),
]  # fmt: skip
