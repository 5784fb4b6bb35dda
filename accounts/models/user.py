import uuid

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

THEMES = [("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]

validate_username = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9_-]{1,28})[a-z0-9]$",
    _(
        "Use 3 to 30 small letters, digits, hyphens or underscores, "
        "with a letter or digit at both ends."
    ),
    code="account.username_malformed",
)


class User(AbstractUser):
    """A person with an account. What they may be besides a member are rows: see Role."""

    first_name = last_name = None  # type: ignore[assignment]  # Django's way to leave a field out
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(
        _("name in addresses"),
        max_length=30,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": _("Somebody has this name already.")},
    )
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    display_name = models.CharField(_("name"), max_length=60, blank=True)
    bio = models.TextField(_("about you"), max_length=2000, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    picture = models.UUIDField(null=True, blank=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    theme = models.CharField(_("light or dark"), max_length=5, choices=THEMES, default="auto")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name people read: what they call themselves, else what stands in addresses."""
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile", args=[self.username])

    @property
    def picture_url(self) -> str:
        return reverse("accounts:picture", args=[self.username]) + f"?v={self.picture or 'drawn'}"
