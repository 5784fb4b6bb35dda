"""Pages about the API: the browsable one, what each problem means, and an end to every road."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from .api_reference import reference

ROW = re.compile(r"^\| `([a-z_.]+)` \| (\d{3}) \| (.+?) \|$", re.M)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation and every shape, to read; without a script."""
    address = request.build_absolute_uri("/api/v1/me/shows/")
    example = f'curl -H "Authorization: Bearer fl_…" {address}'
    return render(request, "api/docs.html", {"reference": reference(), "example": example})


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """What each code means; the address that every problem names as its type."""
    return render(request, "api/problems.html", {"problems": _meanings()})


class UnknownAddress(APIView):
    """Any other address under /api/: a problem detail, not a page."""

    permission_classes = ()
    throttle_classes = ()
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise NotFound(_("There is nothing at this address. Addresses end with a slash."))


@cache
def _meanings() -> list[dict[str, str]]:
    page = Path(settings.BASE_DIR) / "docs" / "api.md"
    text = page.read_text() if page.exists() else ""
    return [
        {"code": code, "status": status, "meaning": meaning.replace("`", "")}
        for code, status, meaning in ROW.findall(text)
    ]
