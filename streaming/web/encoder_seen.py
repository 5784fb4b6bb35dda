"""What the relay sees of an encoder, for whoever sends with it: in words, as a page or as JSON."""

from asgiref.sync import async_to_sync
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import MemberRequest
from shows.models import Show
from shows.views.studio import own_show
from streaming.control.commands import Describe, Described, StageLine

from .dispatch import ask, relay_for


@require_safe
@own_show(performers=True)
def encoder_seen(request: MemberRequest, show: Show) -> HttpResponse:
    found = in_words(_line_of(show))
    if request.accepts("text/html"):
        return render(request, "shows/studio/encoder_seen.html", {"show": show, **found})
    return JsonResponse(found)


def in_words(line: StageLine | None) -> dict[str, object]:
    if line is None or not line.performers:
        return {"seen": False, "sentence": _("We see nothing yet."), "hints": []}
    return {"seen": True, "sentence": _("We see your encoder."), "hints": []}


def _line_of(show: Show) -> StageLine | None:
    answer = async_to_sync(ask)(Describe(), relay=relay_for(show))
    if not isinstance(answer, Described):
        return None
    return next((line for line in answer.stages if line.stage == show.uuid.hex), None)


urlpatterns = [path("shows/<slug:slug>/studio/encoder", encoder_seen, name="encoder_seen")]
