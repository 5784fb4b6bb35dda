"""The admin: staff in good standing, behind the site's own login and its second factor."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import AuditRecord
from accounts.reports.decisions import queue
from accounts.sign_in.sessions import has_passed_factor
from accounts.suspensions import is_suspended

ROOMS = frozenset({"accounts", "shows", "chat"})
SHOWN = 8


class AdminSite(admin.AdminSite):
    """Only what we chose ourselves stands here: other packages would show secrets (the seed of
    somebody's second factor, the addresses behind sessions)."""

    site_header = site_title = settings.SITE_NAME
    index_template = "admin/front.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: Any = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        ours = [model for model in models if model._meta.app_label in ROOMS]
        super().register(ours, admin_class or ModelAdmin, **options)

    def get_urls(self) -> list[Any]:
        """Without the way round by content types: pages are linked by their own addresses."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not (user.is_active and user.is_staff) or is_suspended(user):
            return False
        return not _asks_for_factor(request)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return secure_admin_login(_enter)(request)

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        waiting = queue()
        context = {
            "waiting": waiting[:SHOWN],
            "waiting_count": waiting.count(),
            "records": AuditRecord.objects.all()[:12],
            "offer_factor": not is_mfa_enabled(request.user),
            **(extra_context or {}),
        }
        return super().index(request, context)


def _asks_for_factor(request: HttpRequest) -> bool:
    """Whoever has a factor shows it in this very session; who has none must make one first, where
    that is required."""
    if not is_mfa_enabled(request.user):
        return settings.ADMIN_SECOND_FACTOR == "required"
    return not has_passed_factor(request)


def _enter(request: HttpRequest) -> HttpResponse:
    """Somebody of the staff who is signed in, and was sent here because the admin said no."""
    if is_suspended(request.user):
        return redirect("shows:whats_on")
    if _asks_for_factor(request):
        return _ask_for_factor(request)
    return redirect("admin:index")


def _ask_for_factor(request: HttpRequest) -> HttpResponse:
    for way in get_adapter().get_reauthentication_methods(request.user):
        if way["id"].startswith("mfa"):
            messages.info(request, _("The admin asks for your second factor."))
            return redirect_to_login(reverse("admin:index"), way["url"])
    messages.warning(
        request, _("The admin needs a second factor. Set one up here, then come back.")
    )
    return redirect("mfa_index")
