from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Seat(models.Model):
    """A member has a seat in a show. shows/planning/seats.py is the only writer: it counts them
    exactly."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seats")
    invitation = models.ForeignKey(
        "shows.Invitation", models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["taken_at"]
        constraints = [models.UniqueConstraint(fields=["show", "user"], name="shows_one_seat_each")]

    def __str__(self) -> str:
        return f"{self.user}, {self.show}"
