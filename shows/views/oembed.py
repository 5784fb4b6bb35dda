"""The address where other sites ask what a pasted link is."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from shows.told.oembed import CACHE_AGE, as_xml, card, show_at

MOST_URL = 2000


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """JSON or XML; an address that is not an open show's is 404, another format is 501."""
    kind = request.GET.get("format", "json")
    if kind not in ("json", "xml"):
        return HttpResponse("Formats are json and xml.", status=501, content_type="text/plain")
    answer = card(
        show_at(request.GET.get("url", "")[:MOST_URL]),
        max_width=_bound(request, "maxwidth"),
        max_height=_bound(request, "maxheight"),
    )
    if kind == "xml":
        response = HttpResponse(as_xml(answer), content_type="text/xml; charset=utf-8")
    else:
        response = JsonResponse(answer)
    response.headers["Cache-Control"] = f"public, max-age={CACHE_AGE}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _bound(request: HttpRequest, name: str) -> int | None:
    """A size asked for; what is not a number asks for nothing."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None
