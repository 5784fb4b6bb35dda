from typing import NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRecords(models.QuerySet):
    """Rows to read and to add to; audit_guard.py makes the database say the same."""

    def update(self, **kwargs) -> NoReturn:
        raise TypeError("An audit record is written once.")

    def delete(self) -> NoReturn:
        raise TypeError("An audit record is never deleted.")


class AuditRecord(models.Model):
    """Who did what to whom, before and after. Rows are added, never changed or deleted."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    actor_name = models.CharField(max_length=60)
    verb = models.CharField(max_length=40, db_index=True)
    target_kind = models.CharField(max_length=20)
    target_id = models.CharField(max_length=40)
    target_name = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)

    objects = AuditRecords.as_manager()

    class Meta:
        verbose_name = _("audit record")
        verbose_name_plural = _("audit records")
        ordering = ["-id"]
        indexes = [models.Index(fields=["target_kind", "target_id"])]

    def __str__(self) -> str:
        return f"{self.actor_name} · {self.verb} · {self.target_name}"

    def save(self, *args, **kwargs) -> None:
        if self.pk is not None:
            raise TypeError("An audit record is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> NoReturn:
        raise TypeError("An audit record is never deleted.")
