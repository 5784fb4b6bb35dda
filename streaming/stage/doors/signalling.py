"""Door: the HTTP that WHIP and WHEP share, for clients other than our pages.

A Door answers one address: it knows its methods, says so to OPTIONS and to whoever tries another,
lets pages of any origin read its answers, and turns every refusal into a problem detail. Nothing
here knows who may do what.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from streaming.control import commands
from streaming.foundation import outages, problems
from streaming.foundation.refusals import Refused, not_found

from ..relay_refusals import outdated
from ..sessions import sessions
from ..sessions.sessions import Place

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
# Of SDP and its fragments; commands to relays carry as much (control/fields.py).
MOST_BYTES = 64 * 1024
MOST_ETAGS = 4  # one is enough; each costs a question to the relay
EXPOSED = "Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After, WWW-Authenticate"
Method = Callable[..., Awaitable[HttpResponse]]


class Door:
    """One address, one method each: Door(GET=look, POST=enter). Add .view to the URLconf."""

    def __init__(self, *, accepts: dict[str, str] | None = None, **methods: Method) -> None:
        self.methods = methods
        self.accepts = accepts or {}

    @property
    def allowed(self) -> list[str]:
        extra = ["HEAD"] if "GET" in self.methods else []
        return sorted([*self.methods, *extra, "OPTIONS"])

    @property
    def view(self) -> Any:
        async def view(request: HttpRequest, **where: str) -> HttpResponse:
            return self._signed(await self._answer(request, **where))

        # Encoders have no cookie of ours; a session counts with its Origin alone
        # (authentication.py).
        return csrf_exempt(view)

    async def _answer(self, request: HttpRequest, **where: str) -> HttpResponse:
        # Compressed, an answer would lose its strong ETag, and with it every PATCH.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
        if request.method == "OPTIONS":
            return self._options()
        method = self.methods.get("GET" if request.method == "HEAD" else request.method or "")
        if method is None:
            refusal = Refused("request.method", _("Not by this method."), status=405)
            return self._allow(problems.response_to(refusal))
        try:
            return await method(request, **where)
        except Refused as refusal:
            return self._say_what_is_read(problems.response_to(refusal))
        except Http404:
            return problems.response_to(not_found())
        except RequestDataTooBig:
            return problems.response_to(too_large())
        except Exception as error:
            if not outages.is_outage(error):
                raise
            outages.log_outage(error, request.path)
            return problems.response_to(outages.unavailable())

    def _options(self) -> HttpResponse:
        """For browsers that ask before they send, and for clients that look around: the same for
        every address, so that it tells nobody what there is."""
        response = self._allow(HttpResponse())
        response["Access-Control-Allow-Methods"] = ", ".join(self.allowed)
        response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-Match"
        response["Access-Control-Max-Age"] = "86400"
        return self._say_what_is_read(response)

    def _say_what_is_read(self, response: HttpResponse) -> HttpResponse:
        """To OPTIONS, and to a body of another type (RFC 5789 section 2.2)."""
        if response.status_code in (HTTPStatus.OK, HTTPStatus.UNSUPPORTED_MEDIA_TYPE):
            for name, value in self.accepts.items():
                response[name] = value
        return response

    def _allow(self, response: HttpResponse) -> HttpResponse:
        response["Allow"] = ", ".join(self.allowed)
        return response

    def _signed(self, response: HttpResponse) -> HttpResponse:
        """Any page may read this; none may send our cookies along, which is never allowed here."""
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        response["Cache-Control"] = "no-store"
        return response


def at(route: str, door: Door, *, name: str) -> list[URLPattern]:
    """Its address, and the same with a slash at its end, which people type and encoders keep."""
    return [path(route, door.view, name=name), path(f"{route}/", door.view)]


async def nothing_to_see(content_type: str = "") -> HttpResponse:
    """To GET and HEAD: the address is right, and has nothing to read."""
    if content_type:
        return HttpResponse(content_type=content_type)
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    del response["Content-Type"]
    return response


def too_large() -> Refused:
    return Refused("request.too_large", _("This request is too large."), status=413)


def media_type_of(request: HttpRequest) -> str:
    return (request.content_type or "").lower()


def text_of(request: HttpRequest, media_type: str, *, known: str = "") -> str:
    """The body, if it is of this type, of bearable size, and text. `known`: what else could be read
    here, with the type itself."""
    if media_type_of(request) != media_type:
        sentence = _("This address reads %(type)s alone.") % {"type": known or media_type}
        raise Refused("request.media_type", sentence, status=415)
    if _length(request) > MOST_BYTES:
        raise too_large()
    body = request.read(MOST_BYTES + 1)  # it is here already, in memory
    if len(body) > MOST_BYTES:
        raise too_large()
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refused("request.malformed", _("This is no text in UTF-8."), status=400) from None


def _length(request: HttpRequest) -> int:
    """What the client says; 0 where it says nothing that can be read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() else 0


def offer_of(request: HttpRequest) -> str:
    """The SDP offer of a POST."""
    if not request.accepts(SDP):
        raise Refused(
            "request.not_acceptable", _("The answer will be application/sdp."), status=406
        )
    return text_of(request, SDP)


def etags_of(request: HttpRequest) -> list[str | None]:
    """What If-Match believes in: strong tags without their quotes, or [None] for any.

    A weak tag is compared to nothing (RFC 9110 13.1.1); `"*"` with quotes is what the examples
    of RFC 9725 send for `*`.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Refused("ice.no_etag", _("Say in If-Match which ICE session you mean."), status=428)
    tags = [tag.strip() for tag in given.split(",")]
    if tags in (["*"], ['"*"']):
        return [None]
    strong = [tag[1:-1] for tag in tags if len(tag) > 1 and tag[0] == tag[-1] == '"']
    if not strong:
        raise outdated()
    return list(strong[:MOST_ETAGS])


async def patched(request: HttpRequest, place: Place, *, known: str = "") -> HttpResponse:
    """Trickled candidates (204), or an ICE restart (200 with a new ETag)."""
    fragment = text_of(request, FRAGMENT, known=known)
    answer = await sessions.patch(place, etags_of(request), fragment)
    if answer.etag is None:
        return await nothing_to_see()
    response = HttpResponse(answer.fragment, content_type=FRAGMENT)
    response["ETag"] = f'"{answer.etag}"'
    return response


def created(
    answer: commands.Answered, where: str, *, links: tuple[str, ...] = (), patches: str = FRAGMENT
) -> HttpResponse:
    """201 with the SDP answer, or 406 with an offer of ours. Each Link could be a header of its
    own; one with commas says the same (RFC 9110 5.3)."""
    status = HTTPStatus.NOT_ACCEPTABLE if answer.counter else HTTPStatus.CREATED
    response = HttpResponse(answer.sdp, status=status, content_type=SDP)
    response["Location"] = where
    response["ETag"] = f'"{answer.etag}"'
    response["Accept-Patch"] = patches
    if links:
        response["Link"] = ", ".join(links)
    return response
