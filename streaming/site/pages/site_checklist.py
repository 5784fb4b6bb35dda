"""The checklist of a new site, and which of its steps are done: steps()."""

from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.house_pages import filled
from accounts.models import HousePage, User
from shows.demo import is_of_demo
from shows.models import Show

DEFAULT_NAME = "Footlights"  # the name of a site that nobody has named


@dataclass(frozen=True)
class Step:
    """One step: why, and where it is done. `line` goes into the settings."""

    title: str
    words: str
    done: bool
    url: str = ""
    act: str = ""
    line: str = ""


def steps(person: User) -> list[Step]:
    return [
        _name(),
        _contact(),
        _legal(),
        _mail(),
        _https(),
        _second_factor(person),
        _first_show(),
    ]


def _name() -> Step:
    words = _("It stands on every page and in every letter. Here it is “%(name)s”.")
    return Step(
        _("Give the house its name"),
        words % {"name": settings.SITE_NAME},
        settings.SITE_NAME != DEFAULT_NAME,
        line="FOOTLIGHTS_NAME=Kettle Theatre",
    )


def _contact() -> Step:
    return Step(
        _("Say how people reach you"),
        _("Somebody who is suspended by mistake, or wants to play here, is led to this page."),
        _is_written(HousePage.Kind.CONTACT),
        _to_page(HousePage.Kind.CONTACT),
        _("Write the contact page"),
    )


def _legal() -> Step:
    """One step for both: where the law asks for one, it asks for both."""
    missing = [
        kind for kind in (HousePage.Kind.IMPRINT, HousePage.Kind.PRIVACY) if not _is_written(kind)
    ]
    acts = {
        HousePage.Kind.IMPRINT: _("Write the imprint"),
        HousePage.Kind.PRIVACY: _("Write what you do with people’s data"),
    }
    kind = missing[0] if missing else HousePage.Kind.IMPRINT
    return Step(
        _("Imprint and privacy"),
        _("Many countries ask for them; in Germany no site may open without. "
          "Each has a link at the foot of every page once it is written."),
        not missing,
        _to_page(kind),
        acts[kind],
    )  # fmt: skip


def _mail() -> Step:
    return Step(
        _("Connect a mail server"),
        _("Without it, letters are printed where the site was started, "
          "and nobody else can confirm an address or be reminded."),
        settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"),
        line="EMAIL_URL=smtp+tls://user:password@mail.example.org:587",
    )  # fmt: skip


def _https() -> Step:
    return Step(
        _("Serve it with HTTPS"),
        _("Browsers open cameras only on such pages, and passwords travel safely."),
        settings.FOOTLIGHTS_URL.startswith("https://") and not settings.SELF_SIGNED,
        line="FOOTLIGHTS_URL=https://shows.example.org",
    )


def _second_factor(person: User) -> Step:
    return Step(
        _("Give your account a second factor"),
        _("Whoever learns your password can do what you can do here."),
        is_mfa_enabled(person),
        reverse("mfa_index"),
        _("Set one up"),
    )


def _first_show() -> Step:
    return Step(
        _("List the first show"),
        _("A title and a date are enough for a draft; nobody sees it before you announce it."),
        Show.objects.exclude(is_of_demo()).exists(),
        reverse("shows:new"),
        _("Make a show"),
    )


def _is_written(kind: HousePage.Kind) -> bool:
    return kind in [page.kind for page in filled()]


def _to_page(kind: HousePage.Kind) -> str:
    """The admin page that edits this page of the house, or adds it."""
    if HousePage.objects.filter(pk=kind).exists():
        return reverse("admin:accounts_housepage_change", args=[kind])
    return reverse("admin:accounts_housepage_add") + f"?kind={kind}"
