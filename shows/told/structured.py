"""What search engines read of a show: schema.org, as a block of data in the page."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from ..models import Show
from ..states import State

STATUS = {State.CANCELLED: "https://schema.org/EventCancelled"}
SCHEDULED = "https://schema.org/EventScheduled"
# A block of data ends at the first "</script", so nothing that could begin a tag is left in it.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def event(show: Show) -> dict[str, object]:
    url = settings.FOOTLIGHTS_URL + show.get_absolute_url()
    facts = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": show.title,
        "description": show.summary,
        "url": url,
        "startDate": show.local_start.isoformat(),
        "endDate": show.ends_at.astimezone(show.local_start.tzinfo).isoformat(),
        "eventStatus": STATUS.get(State(show.state), SCHEDULED),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url},
        "image": settings.FOOTLIGHTS_URL + show.poster_full_url,
        "inLanguage": show.language,
        "organizer": {
            "@type": "Person",
            "name": show.creator.name,
            "url": settings.FOOTLIGHTS_URL + show.creator.get_absolute_url(),
        },
        "performer": [
            {"@type": "Person", "name": member.shown_name} for member in show.cast_credits
        ],
    }
    return {name: fact for name, fact in facts.items() if fact}


def event_markup(show: Show) -> SafeString:
    text = json.dumps(event(show), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
