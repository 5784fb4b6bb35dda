"""Django system checks of our own: settings that fit each other but not the world."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_public_site(app_configs, **kwargs) -> list[Warning | Error]:
    """Only for `check --deploy`: a laptop may do all of this."""
    found: list[Warning | Error] = []
    if not settings.PUBLIC_URL:
        found.append(
            Warning(
                "FOOTLIGHTS_URL is not set, so links in letters point to this machine.",
                hint="FOOTLIGHTS_URL=https://shows.example.org",
                id="footlights.W001",
            )
        )
    if settings.PUBLIC_URL and settings.LETTERS_ARE_PRINTED:
        found.append(
            Warning(
                "Letters are printed on a terminal; nobody can confirm an address.",
                hint="EMAIL_URL=smtp+tls://user:password@mail.example.org:587",
                id="footlights.W002",
            )
        )
    return found
