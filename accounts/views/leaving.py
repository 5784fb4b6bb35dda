"""Taking one's things along, and closing the account."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from streaming.foundation.refusals import Refused

from ..forms import CloseForm
from ..leaving import close_account, export_of
from ..requests import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def export(request: MemberRequest) -> HttpResponse | FileResponse:
    """After the question who they are, people come back to this page and press again: if the file
    were the answer to that form, the browser would stay on the question."""
    if request.method == "POST" and is_reauthentication_required(request, app=""):
        return redirect_to_login(reverse("accounts:export"), reverse("account_reauthenticate"))
    if request.method != "POST":
        return render(request, "accounts/export.html")
    name = f"footlights-{request.user.username}.zip"
    return FileResponse(export_of(request.user), as_attachment=True, filename=name)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: MemberRequest) -> HttpResponse:
    form = CloseForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_account(request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Goodbye, and thank you."))
            return redirect("/")
    return render(request, "accounts/close.html", {"form": form})
