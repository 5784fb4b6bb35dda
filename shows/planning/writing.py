"""Making shows: make_show() change_show() duplicate_show() delete_draft().

Forms and the API call the same verbs, so that what may stand in a show is decided once: the fields
by themselves in fields.py, what they mean together here. A password is given in clear and kept
hashed.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import is_creator
from streaming.foundation.refusals import Refused

from ..locking import lock_show
from ..models import Show, Tag
from ..posters.uploads import copy_poster, drop_poster
from ..signals import access_changed, duplicated
from ..states import State, wrong_moment
from . import schedule
from .casting import ask_again, join_as_host
from .fields import bad, clean_fields
from .local_time import local_to_utc
from .slugs import SECRET, clean_slug, slug_from, slug_taken

MOST_DRAFTS = 200
TIMES = ("starts_at", "length_minutes", "time_zone")
# What may still change when viewers are in the house: nothing they came for.
HARMLESS = frozenset(
    [
        "summary",
        "description",
        "tags",
        "language",
        "content_notes",
        "chat_rules",
        "grace_seconds",
        "capacity",
    ]
)
BEFORE_DOORS = (State.DRAFT, State.ANNOUNCED, State.REHEARSAL)
COPIED = [
    "title",
    "summary",
    "description",
    "category",
    "length_minutes",
    "time_zone",
    "language",
    "content_notes",
    "access",
    "password",
    "capacity",
    "doors_minutes",
    "grace_seconds",
    "chat_rules",
]


def make_show(creator: User, *, slug: str = "", password: str = "", **fields: Any) -> Show:
    """A new draft of this creator, who is its host."""
    if not is_creator(creator):
        raise Refused(
            "show.not_a_creator",
            _("Confirm your e-mail address first; then you can list shows."),
            status=403,
        )
    clean = clean_fields(fields)
    tags = clean.pop("tags", [])
    schedule.check_start(clean["starts_at"])
    show = Show(creator=creator, password=_hashed(clean, password), **clean)
    show.slug = clean_slug(slug) if slug else slug_from(show.title, show.access)
    return _place(show, tags)


def _place(show: Show, tags: list[str]) -> Show:
    """Write a new show with its host and tags: all of it or nothing."""
    try:
        with transaction.atomic():
            _check_drafts(show.creator)
            show.save(force_insert=True)
            join_as_host(show)
            show.tags.set(tags_named(tags))
            audit.record(show.creator, "show.made", show, after={"slug": show.slug})
    except IntegrityError:
        if Show.objects.filter(slug=show.slug).exists():  # somebody took it at this very moment
            raise slug_taken() from None
        raise
    return show


def _check_drafts(creator: User) -> None:
    if creator.shows.filter(state=State.DRAFT).count() >= MOST_DRAFTS:
        raise Refused(
            "show.too_many_drafts",
            _("You have %(most)d drafts. Announce or delete one first.") % {"most": MOST_DRAFTS},
        )


def _hashed(clean: dict[str, Any], password: str, kept: str = "") -> str:
    """What is kept of the password; nothing where none is asked at the door."""
    if clean.get("access") != Show.Access.PASSWORD:
        return ""
    if password and not 4 <= len(password) <= 128:
        raise bad(
            "show.bad_password", _("A password has between 4 and 128 characters."), "password"
        )
    if password and not (kept and check_password(password, kept)):
        return make_password(password)
    if not kept:
        raise bad(
            "show.password_required",
            _("Choose the password that lets people in."),
            "password",
        )
    return kept


def tags_named(names: list[str]) -> list[Tag]:
    return [Tag.objects.get_or_create(name=name)[0] for name in names]


@transaction.atomic
def change_show(
    show: Show, *, by: User, slug: str = "", password: str = "", **fields: Any
) -> list[str]:
    """Change the fields that are given; the names of those that really changed.

    A new start goes through schedule.reschedule(), which tells whoever has to know.
    """
    locked = lock_show(show)
    changes = _changes(locked, fields)
    access = changes.get("access", locked.access)
    if (kept := _hashed({"access": access}, password, locked.password)) != locked.password:
        changes["password"] = kept
    _change_slug(locked, slug, changes)
    _check_moment(locked, changes)
    _check_capacity(locked, changes)
    before = {name: _told(locked, name) for name in changes}
    _apply(show, locked, changes, by=by)
    if changes:
        after = {name: _told(show, name) for name in changes}
        if {"access", "password"} & changes.keys():
            transaction.on_commit(lambda: access_changed.send(Show, show=show))
        audit.record(by, "show.changed", show, before=before, after=after)
    return sorted(changes)


def _changes(locked: Show, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in clean_fields(fields).items() if value != _kept(locked, name)
    }


def _kept(show: Show, name: str) -> Any:
    if name == "tags":
        return sorted(show.tags.values_list("name", flat=True))
    if name == "starts_at":
        return show.starts_at.replace(second=0, microsecond=0)
    return getattr(show, name)


def _told(show: Show, name: str) -> str:
    """A field as the audit record keeps it: short, and never a password."""
    return "•••" if name == "password" else str(_kept(show, name))[:200]


def _change_slug(locked: Show, slug: str, changes: dict[str, Any]) -> None:
    """Links that were given away keep working: the address is fixed once a show is announced."""
    if slug and slug != locked.slug:
        if locked.state != State.DRAFT:
            raise Refused(
                "show.slug_fixed",
                _("The address stays as it is, so that links to it keep working."),
                field="slug",
            )
        changes["slug"] = clean_slug(slug, but=locked)
    elif changes.get("access") in SECRET and locked.state == State.DRAFT:
        changes["slug"] = slug_from(changes.get("title", locked.title), changes["access"])


def _check_moment(locked: Show, changes: dict[str, Any]) -> None:
    if locked.state in BEFORE_DOORS:
        return
    for name in changes:
        if name not in HARMLESS:
            refusal = wrong_moment(locked.state)
            refusal.field = name
            raise refusal


def _check_capacity(locked: Show, changes: dict[str, Any]) -> None:
    capacity = changes.get("capacity")
    if capacity is not None and capacity < locked.seats_taken:
        raise Refused(
            "seat.below_taken",
            _("%(taken)d seats are taken already; there cannot be fewer.")
            % {"taken": locked.seats_taken},
            field="capacity",
        )


def _apply(show: Show, locked: Show, changes: dict[str, Any], *, by: User) -> None:
    times = {name: changes[name] for name in TIMES if name in changes}
    if "starts_at" in times:
        schedule.reschedule(show, by=by, **times)
    plain = {
        name: value
        for name, value in changes.items()
        if name != "tags" and (name not in TIMES or "starts_at" not in times)
    }
    for name, value in plain.items():
        setattr(show, name, value)
    _save(show, plain)
    if "tags" in changes:
        show.tags.set(tags_named(changes["tags"]))


def _save(show: Show, changes: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            show.save(update_fields=[*changes, "changed_at"])
    except IntegrityError:
        if "slug" in changes:  # somebody took it at this very moment
            raise slug_taken() from None
        raise


def duplicate_show(show: Show, *, by: User) -> Show:
    """A draft with the same words, cast, poster and chat rules, a week later at the same time.

    People with an account are asked again; seats, keys and reminders belong to the old date.
    """
    if not is_creator(by):
        raise Refused("show.not_a_creator", _("You may not list shows at present."), status=403)
    copy = Show(creator=by, starts_at=_a_week_later(show))
    for name in COPIED:
        setattr(copy, name, getattr(show, name))
    copy.slug = slug_from(copy.title, copy.access)
    with transaction.atomic():
        _place(copy, list(show.tags.values_list("name", flat=True)))
        ask_again(show, copy)
        copy_poster(show, copy)
        duplicated.send(Show, show=show, copy=copy)
    return copy


def _a_week_later(show: Show) -> datetime:
    """Same weekday and time on the creator's clock, the first such that is still to come."""
    local = show.local_start.replace(tzinfo=None, second=0, microsecond=0)
    behind = max(0, (timezone.now() - show.starts_at).days // 7)
    for weeks in range(behind + 1, behind + 4):
        try:
            moment = local_to_utc(local + timedelta(weeks=weeks), show.time_zone)
        except Refused:  # the clocks skip this very hour that week
            continue
        if moment > timezone.now():
            return moment
    return timezone.now() + timedelta(weeks=1)


@transaction.atomic
def delete_draft(show: Show, *, by: User) -> None:
    """Throw a draft away. What was announced is cancelled instead: people were told of it."""
    locked = lock_show(show)
    if locked.state != State.DRAFT:
        raise wrong_moment(locked.state)
    audit.record(by, "show.deleted", locked, before={"slug": locked.slug})
    drop_poster(locked)
    locked.delete()
