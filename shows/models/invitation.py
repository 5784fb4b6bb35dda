from django.conf import settings
from django.core import signing
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SALT = "shows.invitation"


class Invitation(models.Model):
    """A link that lets so many people take a seat in a show by invitation.

    The link is signed, not stored: revoking the row ends it.
    """

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="invitations")
    label = models.CharField(_("for whom"), max_length=80, blank=True)
    places = models.PositiveIntegerField(_("seats"), default=1, validators=[MinValueValidator(1)])
    used = models.PositiveIntegerField(default=0, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("places")), name="shows_places_hold")
        ]

    def __str__(self) -> str:
        return self.label or f"#{self.pk}"

    @property
    def code(self) -> str:
        return signing.Signer(salt=SALT).sign(f"{self.pk}")

    def get_absolute_url(self) -> str:
        return reverse("shows:invitation", args=[self.code])
