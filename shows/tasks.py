"""What happens outside requests. A task fetches, calls one verb and reports; no rules here."""

from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from .letters import post


@task(takes_context=True)
def send_letters(context: TaskContext) -> dict[str, int]:
    """Send what is owed. The task's own id holds the letters, so that a second run of a task
    whose worker died takes up what the first one held."""
    return post.send_letters(holder=str(context.task_result.id))


def ask_for_letters() -> Any:
    """Enqueue a round when letters are due and no round waits: at most one is ever waiting."""
    if not post.due(timezone.now()).exists():
        return None
    waiting = DBTaskResult.objects.filter(
        task_path=send_letters.module_path, status=TaskResultStatus.READY
    )
    return None if waiting.exists() else send_letters.enqueue()
