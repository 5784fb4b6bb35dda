from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import audit_guard, security_log  # noqa: F401
        from .reports import decisions  # noqa: F401
        from .sign_in import passwords, second_factor, sessions  # noqa: F401

        security_log.listen()
        post_migrate.connect(audit_guard.put_up, sender=self)
        post_migrate.connect(second_factor.seal_all, sender=apps.get_app_config("mfa"))
