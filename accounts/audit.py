"""Writing the audit record: the only function that adds a row to it."""

from typing import Any

from django.db.models import Model

from .models import AuditRecord, User


def record(
    actor: User | None,
    verb: str,
    target: Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditRecord:
    """Write down that `actor` did `verb` (`area.verb`) to `target`; call it in the same
    transaction as the deed. No actor means that the site itself did it by a rule."""
    return AuditRecord.objects.create(
        actor=actor,
        actor_name=actor.username if actor else "footlights",
        verb=verb,
        target_kind=target._meta.model_name or "",
        target_id=str(target.pk),
        target_name=str(target)[:200],
        before=before or {},
        after=after or {},
        reason=reason[:500],
    )
