"""After sign-up: the page polls whether the e-mail address is confirmed, and then continues.

People may confirm their address on another device. The browser in which they signed up is then
signed in, as if it had opened the link itself.
"""

from allauth.account.internal.stagekit import unstash_login
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.utils import has_verified_email
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..registration import onward_from


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmed(request: HttpRequest) -> HttpResponse:
    """GET tells whether the address is confirmed, POST continues the sign-in."""
    stage = _confirmed_stage(request)
    if request.method != "POST":
        return JsonResponse({"confirmed": stage is not None or request.user.is_authenticated})
    if stage is not None:
        return stage.exit()
    if request.user.is_authenticated:  # the link was opened in another tab of this browser
        return redirect(onward_from(request))
    if unstash_login(request, peek=True) is not None:
        return redirect("account_email_verification_sent")
    return redirect_to_login(onward_from(request))  # it took too long: they sign in again


def _confirmed_stage(request: HttpRequest) -> EmailVerificationStage | None:
    """The pending sign-in of this browser, if its address is confirmed by now.

    An unknown address has none, so nobody learns here who has an account."""
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    if stage is None or stage.login.user is None:
        return None
    return stage if has_verified_email(stage.login.user, stage.login.email) else None
