"""Which of contact, imprint and privacy have a text: filled() contact_url(). Every page links to
them in its footer."""

from django.core.cache import cache
from django.db import OperationalError, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from .models import HousePage

KEY = "house_pages"
# Where processes share no cache, the others know of a change after this time.
KEEP_SECONDS = 60


def filled() -> list[HousePage]:
    """The pages with a text, in the order of the footer; the text itself is not read."""
    kinds = cache.get(KEY)
    if kinds is None:
        try:
            kinds = list(HousePage.objects.exclude(text="").values_list("kind", flat=True))
        except OperationalError:  # the page that says so has a footer, too
            return []
        cache.set(KEY, kinds, KEEP_SECONDS)
    return [HousePage(kind=kind) for kind in HousePage.Kind.values if kind in kinds]


def contact_url() -> str:
    """The address of the contact page, or of the imprint; empty if there is neither."""
    pages = {page.kind: page for page in filled()}
    page = pages.get(HousePage.Kind.CONTACT) or pages.get(HousePage.Kind.IMPRINT)
    return page.get_absolute_url() if page else ""


@receiver([post_save, post_delete], sender=HousePage, dispatch_uid="the foot of every page")
def _forget(sender: type[HousePage], **_: object) -> None:
    """At once for this request, and again after the commit: until then other requests read the old
    pages, and keep them."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))
