from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Hold(models.TextChoices):
    """Whose messages wait until a moderator lets them through."""

    NOBODY = "nobody", _("nobody's")
    WORDS = "words", _("those with a blocked word")
    EVERYBODY = "everybody", _("everybody's")


class Chat(models.Model):
    """The chat of one show: its rules and its newest number.

    Adding a message or acting on one locks this row first (chat/log/numbering.py). So numbers have
    no gaps, and a message that comes after a silence is judged by it.
    """

    Hold = Hold

    show = models.OneToOneField("shows.Show", models.CASCADE, primary_key=True, related_name="chat")
    last_number = models.PositiveIntegerField(default=0, editable=False)
    pinned = models.ForeignKey(
        "chat.Message", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # None: with the doors of the show.
    opens_minutes = models.PositiveIntegerField(
        _("opens, minutes before the start"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(60 * 24 * 30)],
    )
    closes_minutes = models.PositiveSmallIntegerField(
        _("closes, minutes after the end"), default=10, validators=[MaxValueValidator(1440)]
    )
    slow_seconds = models.PositiveSmallIntegerField(
        _("seconds between two messages of one person"),
        default=0,
        validators=[MaxValueValidator(3600)],
    )
    min_age_minutes = models.PositiveIntegerField(
        _("accounts write once they are so many minutes old"),
        default=0,
        validators=[MaxValueValidator(60 * 24 * 365)],
    )
    followers_only = models.BooleanField(_("only followers write"), default=False)
    verified_only = models.BooleanField(_("only confirmed addresses write"), default=False)
    links_off = models.BooleanField(_("no links"), default=False)
    locked = models.BooleanField(_("only the cast writes"), default=False)
    # Keys of overlays carry it; another one makes those that are out worthless.
    overlay_version = models.PositiveIntegerField(default=0, editable=False)
    hold = models.CharField(
        _("held for review"), max_length=9, choices=Hold.choices, default=Hold.NOBODY
    )
    blocked_words = models.TextField(_("blocked words"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")

    def __str__(self) -> str:
        return str(self.show)
