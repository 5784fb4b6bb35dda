"""What a person says of themselves: change_profile() change_picture() remove_picture()."""

from collections.abc import Callable
from typing import IO, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from streaming.foundation.pictures import PERSON_SIZES, clean_picture, drop_picture, store_picture
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line, clean_text

from .models import User

MOST_LINKS = 5


def clean_links(links: list[str]) -> list[str]:
    """Up to five web addresses, each once; a bare `example.org` gets its https://."""
    wanted = [clean_line(link, 200, field="links") for link in links]
    clean = list(dict.fromkeys(_clean_link(link) for link in wanted if link))
    if len(clean) > MOST_LINKS:
        raise _wrong("profile.too_many_links", _("Five links at most, one on each line."))
    return clean


def _clean_link(link: str) -> str:
    if "://" not in link and not link.lower().startswith(("javascript:", "data:", "mailto:")):
        link = f"https://{link}"
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError as error:
        raise _wrong(
            "profile.not_a_link",
            _("“%(link)s” is not a web address. It begins with https://") % {"link": link},
        ) from error
    if "@" in urlsplit(link).netloc:
        raise _wrong("profile.not_a_link", _("Leave the name and password out of the link."))
    return link


def change_picture(user: User, upload: IO[bytes]) -> None:
    """Show a new picture; the old file goes once the new one is on record."""
    keep_picture(user, clean_picture(upload, PERSON_SIZES))


def remove_picture(user: User) -> None:
    """Back to the drawn initials."""
    if user.picture:
        keep_picture(user, {})


@transaction.atomic
def keep_picture(user: User, drawn: dict[str, bytes]) -> None:
    """Store what clean_picture() drew, or nothing, in place of what was there."""
    old = user.picture
    user.picture = store_picture(drawn) if drawn else None
    user.save(update_fields=["picture"])
    transaction.on_commit(lambda: drop_picture(old, PERSON_SIZES))


def _wrong(code: str, sentence: str) -> Refused:
    return Refused(code, sentence, status=400, field="links")


def change_profile(user: User, **fields: Any) -> None:
    """Change what is given of name, words, links, clock, language and light."""
    clean = {name: CLEANERS[name](value) for name, value in fields.items()}
    for name, value in clean.items():
        setattr(user, name, value)
    if clean:
        user.save(update_fields=list(clean))


def _zone(name: str) -> str:
    if name and name not in available_timezones():
        raise Refused(
            "profile.unknown_zone",
            _("We do not know this time zone. Choose one like “Europe/Paris”."),
            status=400,
            field="time_zone",
        )
    return name


def _language(code: str) -> str:
    if code and code not in dict(settings.LANGUAGES):
        raise Refused(
            "profile.unknown_language",
            _("The site does not speak this language."),
            status=400,
            field="language",
        )
    return code


CLEANERS: dict[str, Callable[[Any], Any]] = {
    "display_name": lambda value: clean_line(value, 60, field="display_name"),
    "bio": lambda value: clean_text(value, 2000, field="bio"),
    "links": clean_links,
    "time_zone": _zone,
    "language": _language,
    "theme": str,
}
