from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        from . import (
            bells,  # noqa: F401  listens to people and shows
            copying,  # noqa: F401  listens to shows
            leaving,  # noqa: F401  listens to who leaves
            reports,  # noqa: F401  registers messages as a kind that can be reported
        )
