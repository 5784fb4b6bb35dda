"""When a person takes their things along or leaves: what of it is the shows' business."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver
from django.utils.translation import gettext as _

from accounts.leaving import as_json
from accounts.models import User
from accounts.signals import account_closing, collecting_export
from streaming.foundation.pictures import read_picture
from streaming.foundation.refusals import Refused

from .air.presence import forget_person
from .models import (
    Appearance,
    CastMember,
    Invitation,
    Letter,
    Mute,
    Presence,
    Quiet,
    Reminder,
    Removal,
    Seat,
    SeatWish,
    Show,
    StreamKey,
)
from .planning.keys import revoke_key
from .planning.schedule import cancel
from .planning.seats import give_back_seat
from .planning.writing import delete_draft
from .states import COMING, ON_AIR, State

SHOW_FIELDS = (
    "title", "slug", "summary", "description", "category", "starts_at", "length_minutes",
    "time_zone", "language", "content_notes", "access", "capacity", "seats_taken", "chat_rules",
    "state", "announced_at", "cancelled_reason", "created_at", "changed_at",
)  # fmt: skip


# What a member takes along of the rows that name them: file, model, the column with the member, and
# what is told beside the show. Secrets, and who decided about them, are not.
THEIRS: tuple[tuple[str, type[Model], str, tuple[str, ...]], ...] = (
    ("seats", Seat, "user", ("taken_at",)),
    ("seat_wishes", SeatWish, "user", ("wished_at",)),
    ("presences", Presence, "user", ("came_at",)),
    ("reminders", Reminder, "user", ("wanted_at",)),
    ("quiet", Quiet, "user", ("wanted_at",)),
    ("letters", Letter, "user", ("kind", "due_at", "outcome", "sent_at")),
    ("parts", CastMember, "user", ("part", "credit", "answer", "invited_at")),
    ("appearances", Appearance, "user", ("part", "asked_at", "left_at", "left_reason")),
    ("mutes", Mute, "user", ("muted_at", "ended_at")),
    ("removals", Removal, "user", ("removed_at", "restored_at")),
    ("stream_keys", StreamKey, "holder", ("prefix", "issued_at", "last_used_at", "revoked_at")),
    ("invitations", Invitation, "made_by", ("label", "places", "used", "made_at", "revoked_at")),
)


@receiver(collecting_export)
def add_shows(user: User, add: Any, **more: Any) -> None:
    """Their shows with poster and cast, and their rows in all shows (THEIRS)."""
    shows = user.shows.prefetch_related("tags", "cast__user").order_by("pk")
    add("shows/shows.json", as_json([_show(show) for show in shows]))
    for show in shows:
        if show.poster and (poster := read_picture(show.poster, "full")):
            add(f"shows/posters/{show.slug}.webp", poster)
    for name, model, column, fields in THEIRS:
        rows = model._default_manager.filter(**{column: user})
        add(f"shows/{name}.json", as_json(_rows(rows, *fields)))


def _show(show: Show) -> dict[str, Any]:
    return {
        **{field: getattr(show, field) for field in SHOW_FIELDS},
        "tags": [tag.name for tag in show.tags.all()],
        "cast": [
            {
                "name": member.shown_name,
                "part": member.part,
                "credit": member.credit,
                "answer": member.answer,
            }
            for member in show.cast.all()
        ],
    }


def _rows(rows: Any, *fields: str) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values("show__title", "show__slug", *fields))


@receiver(account_closing)
def clear_the_stage(user: User, **more: Any) -> None:
    """Refuse while they are on air; else no show of theirs is left standing without them.

    What is over stays in the archive, with the person's name gone.
    """
    if user.shows.filter(state__in=ON_AIR).exists():
        raise Refused(
            "account.on_air",
            _("One of your shows is on air. End it first, then close the account."),
        )
    for key in StreamKey.objects.filter(holder=user, revoked_at=None).select_related("show"):
        revoke_key(key, by=user)
    for show in user.shows.filter(state__in=COMING):
        cancel(show, by=user)
    for seat in Seat.objects.filter(user=user).select_related("show"):
        give_back_seat(seat.show, user)
    Reminder.objects.filter(user=user).delete()
    forget_person(user)
    CastMember.objects.filter(user=user).exclude(show__creator=user).delete()
    for draft in user.shows.filter(state=State.DRAFT):
        delete_draft(draft, by=user)
