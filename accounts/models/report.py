from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """Somebody says that a show, a person or a message breaks the rules; staff decide.

    What was reported is named by kind and id, with a snapshot, so that it can still be judged
    after it was changed or removed. accounts/reports/decisions.py knows the kinds.
    """

    class Reason(models.TextChoices):
        HARASSMENT = "harassment", _("harassment or hate")
        VIOLENCE = "violence", _("violence or danger")
        SEXUAL = "sexual", _("sexual content without notice")
        MINORS = "minors", _("a child is at risk")
        RIGHTS = "rights", _("somebody else's work")
        SPAM = "spam", _("spam or deceit")
        OTHER = "other", _("something else")

    class Decision(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    kind = models.CharField(_("kind"), max_length=20)
    target_id = models.CharField(max_length=40)
    target_name = models.CharField(_("about"), max_length=200)
    target_url = models.CharField(max_length=300, blank=True)
    snapshot = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    words = models.TextField(_("what happened"), max_length=2000, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note of the staff"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["kind", "target_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id", "reporter"],
                condition=Q(decision=""),
                name="accounts_one_open_report_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.target_name}"
