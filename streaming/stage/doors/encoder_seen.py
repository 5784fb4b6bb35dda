"""The page, or JSON, that tells a performer which picture the relay gets from their encoder."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import MemberRequest
from shows.models import Show
from shows.views.studio import own_show
from streaming.control.commands import Describe, Described, PictureLine

from ..dispatch import ask_now, relay_for
from . import encoder_refused

# A newcomer sees nothing until the next keyframe.
LONGEST_KEYFRAME_SECONDS = 4.0
MOST_BITRATE = 8_000_000  # bits a second


@require_safe
@own_show(performers=True)
def encoder_seen(request: MemberRequest, show: Show) -> HttpResponse:
    pictures = [one for one in _pictures_of(show) if one.part == request.user.username]
    found = {
        "seen": bool(pictures),
        "sentence": in_words(pictures),
        "hints": [hint for one in pictures[:1] for hint in hints_about(one)],
        "turned_away": encoder_refused.told(show, request.user),
    }
    if request.accepts("text/html"):
        return render(request, "shows/studio/encoder_seen.html", {"show": show, **found})
    return JsonResponse(found)


def in_words(pictures: list[PictureLine]) -> str:
    """“We see your picture: H.264 720p30, no B-frames, 2.4 Mbit/s.”"""
    if not pictures:
        return _("We see no picture of yours yet.")
    largest = max(pictures, key=lambda one: (one.height, one.bitrate))
    parts = [_shape(largest)]
    if largest.codec.startswith("H264"):
        parts.append(_("with B-frames") if largest.reordered else _("no B-frames"))
    if len(pictures) > 1:
        parts.append(_("%(count)s layers") % {"count": len(pictures)})
    megabits = sum(one.bitrate for one in pictures) / 1e6
    parts.append(_("%(number)s Mbit/s") % {"number": f"{megabits:.1f}"})
    return _("We see your picture: %(what)s.") % {"what": ", ".join(parts)}


def hints_about(picture: PictureLine) -> list[str]:
    """What to change, where something will not do."""
    hints = []
    if picture.reordered:
        hints.append(_("Switch B-frames off (0): browsers cannot play them live."))
    if picture.keyframe_seconds > LONGEST_KEYFRAME_SECONDS:
        hints.append(_("Set keyframes to every 1 to 2 seconds: who comes in sees nothing before."))
    if picture.limited:
        hints.append(_("That is more than this site takes, so part of it is lost. Send less."))
    elif picture.bitrate > MOST_BITRATE:
        hints.append(_("That is more than most viewers’ lines carry. 2500 kbit/s will do."))
    if picture.codec in ("VP9", "AV1"):
        hints.append(_("Choose H.264: not every browser plays this."))
    return hints


def _shape(picture: PictureLine) -> str:
    codec = "H.264" if picture.codec.startswith("H264") else picture.codec
    if not picture.height:
        return codec
    lines = min(picture.width, picture.height)
    return f"{codec} {lines}p{round(picture.fps) or ''}"


def _pictures_of(show: Show) -> list[PictureLine]:
    answer = ask_now(Describe(show.uuid.hex), relay=relay_for(show))
    if not isinstance(answer, Described):
        return []
    return [one for line in answer.stages for one in line.pictures]


urlpatterns = [path("shows/<slug:slug>/studio/encoder", encoder_seen, name="encoder_seen")]
