from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """A member wants to be reminded of a show. Whoever has a seat is reminded as well."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    wanted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["show", "user"], name="shows_remind_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.show}"


class Quiet(models.Model):
    """A member with a seat or a part wants no reminders of this show; see
    shows/letters/reminders.py."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="quiet")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiet")
    wanted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("wish for no reminders")
        verbose_name_plural = _("wishes for no reminders")
        constraints = [models.UniqueConstraint(fields=["show", "user"], name="shows_quiet_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.show}"
