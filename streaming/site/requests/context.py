"""Template context of every page: the name and address of the site."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.FOOTLIGHTS_URL,
        "letters_are_printed": settings.LETTERS_ARE_PRINTED,
        "joins_sheets": getattr(staticfiles_storage, "joins_sheets", False),
    }
