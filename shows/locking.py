"""held(): the row of a show, locked until the transaction ends; verbs that write begin here."""

from django.http import Http404

from .models import Show


def lock_show(show: Show) -> Show:
    """The show as it is now; a draft deleted in the meantime is a show that does not exist."""
    row = Show.objects.select_for_update().filter(pk=show.pk).first()
    if row is None:
        raise Http404
    return row
