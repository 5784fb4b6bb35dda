"""The page behind the one-time set-up link."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ..forms import SetupForm
from ..setup import is_good_code, make_first_admin

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, code: str) -> HttpResponse:
    """Wrong, used and outdated codes are addresses that do not exist."""
    if not is_good_code(code):
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        admin = make_first_admin(code, **form.cleaned_data)
        login(request, admin, backend=BACKEND)
        return redirect("house")
    return render(request, "accounts/setup.html", {"form": form})
