import uuid
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..states import COMING, LABELS, ON_AIR, OVER, State


class Category(models.TextChoices):
    DANCE = "dance", _("Dance")
    COMEDY = "comedy", _("Comedy")
    THEATRE = "theatre", _("Theatre")
    MUSIC = "music", _("Music")
    TALK = "talk", _("Talk")
    CIRCUS = "circus", _("Circus & magic")
    OPERA = "opera", _("Opera")
    FAMILY = "family", _("For families")
    OTHER = "other", _("Something else")


CATEGORY_LABELS = dict(Category.choices)


class Access(models.TextChoices):
    PUBLIC = "public", _("Everybody; listed on the site")
    UNLISTED = "unlisted", _("Everybody with the link; not listed")
    PASSWORD = "password", _("Everybody with the password; listed")  # noqa: S105
    INVITATION = "invitation", _("Only people with an invitation; not listed")


# A router takes two to three minutes to start, a computer as long, and somebody has to notice.
DEFAULT_GRACE = 600
# A curtain often goes up a minute or two late; after that people wonder whether something is wrong.
LATE_AFTER = timedelta(minutes=3)


@lru_cache(maxsize=10_000)
def _address(page: str, *words: str) -> str:
    """Where a page is; a list asks twice for each of its cards."""
    return reverse(f"shows:{page}", args=words)


class Show(models.Model):
    """Something scheduled, with a page and a cast. Its state is moved by the verbs that
    states.py names; who may see and do what is decided by access.py alone."""

    Category, Access, State = Category, Access, State

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    creator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="shows")
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    poster = models.UUIDField(null=True, blank=True, editable=False)
    category = models.CharField(_("category"), max_length=12, choices=Category.choices)
    tags = models.ManyToManyField("shows.Tag", related_name="shows", blank=True)
    starts_at = models.DateTimeField(_("starts"), db_index=True)
    length_minutes = models.PositiveIntegerField(
        _("length in minutes"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=35, default="en", blank=True)
    content_notes = models.CharField(_("content notes"), max_length=300, blank=True)
    access = models.CharField(
        _("who may come"), max_length=10, choices=Access.choices, default=Access.PUBLIC
    )
    password = models.CharField(max_length=128, blank=True, editable=False)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    doors_minutes = models.PositiveSmallIntegerField(_("doors open, minutes before"), default=15)
    grace_seconds = models.PositiveSmallIntegerField(default=DEFAULT_GRACE)
    chat_rules = models.TextField(_("rules of the chat"), max_length=1000, blank=True)

    state = models.CharField(max_length=12, default=State.DRAFT, editable=False, db_index=True)
    schedule_version = models.PositiveIntegerField(default=0, editable=False)
    # The last reminder (a Letter.Kind) that is behind this date: owed already, or too late to owe.
    reminded = models.CharField(max_length=5, blank=True, editable=False)
    announced_at = models.DateTimeField(null=True, editable=False)
    cancelled_reason = models.CharField(max_length=300, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden since"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("show")
        verbose_name_plural = _("shows")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["state", "access", "starts_at"], name="shows_listing"),
            models.Index(fields=["creator", "starts_at"], name="shows_of_creator"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in State]), name="shows_known_state"
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(seats_taken__lte=F("capacity")),
                name="shows_no_seat_sold_twice",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return _address("show", self.slug)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.length_minutes)

    @property
    def is_due(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_late(self) -> bool:
        """Whether the show is said to run late; open pages say so by themselves (lib/time.js)."""
        return self.starts_at + LATE_AFTER <= timezone.now()

    @property
    def doors_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.doors_minutes)

    @property
    def local_start(self) -> datetime:
        """The start on the clock of the place where the show is made."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    def get_category_display(self) -> str:  # type: ignore[no-redef]  # the plugin wrote Django's
        """As Django's own, which looks every label up anew; a page of cards asks often."""
        return str(CATEGORY_LABELS.get(self.category, self.category))

    @property
    def length_label(self) -> str:
        minutes = self.length_minutes
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}

    @property
    def has_badge(self) -> bool:
        """Whether lists name the state: announced is what every show is, and a rehearsal is the
        cast's own business."""
        return self.state not in (State.ANNOUNCED, State.REHEARSAL)

    @property
    def state_label(self) -> str:
        return str(LABELS[State(self.state)])

    @property
    def audience_state(self) -> str:
        """The state as everybody outside the cast knows it: a rehearsal is nobody's business."""
        return State.ANNOUNCED if self.state == State.REHEARSAL else State(self.state)

    @property
    def is_coming(self) -> bool:
        return self.state in COMING

    @property
    def is_on_air(self) -> bool:
        return self.state in ON_AIR

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_listed(self) -> bool:
        """Whether lists, feeds and search may name it; queries.listed() says the same in SQL."""
        return (
            self.access in (Access.PUBLIC, Access.PASSWORD)
            and self.state != State.DRAFT
            and self.hidden_at is None
        )

    @property
    def seats_left(self) -> int | None:
        """How many seats are free; None when there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.seats_taken)

    @property
    def is_full(self) -> bool:
        return self.seats_left == 0

    @property
    def viewer_count(self) -> int:
        """How many watch now. The relay reports it into the running broadcast."""
        return sum(run.viewer_count for run in getattr(self, "running_broadcasts", []))

    @property
    def poster_card_url(self) -> str:
        return self._poster_url("card")

    @property
    def poster_full_url(self) -> str:
        return self._poster_url("full")

    @property
    def poster_stage_url(self) -> str:
        """Wide and without letters, for a stage that prints the title over it."""
        return self._poster_url("stage")

    def _poster_url(self, size: str) -> str:
        version = self.poster or f"drawn-{int(self.changed_at.timestamp())}"
        return _address("poster", self.slug, size) + f"?v={version}"

    @property
    def cast_credits(self) -> list:
        """The people of the show as the audience reads them; invitations pending are not shown."""
        return [member for member in self.cast.all() if member.is_credited]
