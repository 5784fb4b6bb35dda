from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatWish(models.Model):
    """A seat that somebody asked for before they had an account. They get it when they confirm
    their address, on any device. shows/planning/seat_wishes.py is the only writer."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="seat_wish"
    )
    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="seat_wishes")
    invitation = models.ForeignKey("shows.Invitation", models.CASCADE, null=True, blank=True)
    unlocked = models.CharField(max_length=32, blank=True, editable=False)  # see password_mark()
    wished_at = models.DateTimeField()

    class Meta:
        verbose_name = _("seat wish")
        verbose_name_plural = _("seat wishes")

    def __str__(self) -> str:
        return f"{self.user} → {self.show}"
