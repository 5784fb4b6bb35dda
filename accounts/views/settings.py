"""A member's own settings: profile, light, tokens."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from streaming.foundation.refusals import Refused

from ..forms import ProfileForm, TokenForm
from ..models import User
from ..models.user import THEMES
from ..profile import keep_picture, remove_picture
from ..requests import MemberRequest, takes_pictures
from ..roles import is_creator
from ..tokens import issue_token, revoke_token
from .people import back

A_YEAR = 365 * 24 * 3600


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: MemberRequest) -> HttpResponse:
    # A row of its own: what does not pass must not show in the head of the page.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=person)
    if request.method == "POST" and form.is_valid():
        _save_profile(form)
        with translation.override(form.instance.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    page = {
        "form": form,
        "by_approval": site.CREATOR_APPROVAL == "staff",
        "is_creator": is_creator(request.user),
    }
    return render(request, "accounts/settings.html", page)


@transaction.atomic
def _save_profile(form: ProfileForm) -> None:
    person = form.save(commit=False)
    person.links = form.cleaned_data["links"]
    person.save(update_fields=[*ProfileForm.Meta.fields, "links"])
    if form.cleaned_data.get("picture"):
        keep_picture(person, form.cleaned_data["picture"])
    elif form.cleaned_data.get("remove_picture"):
        remove_picture(person)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the device says: kept with the member, else in a cookie."""
    wanted = request.POST.get("theme", "")
    if wanted not in dict(THEMES):
        raise Refused("theme.unknown", _("There is light, dark, and as the device."), status=400)
    response = back(request, "/")
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(theme=wanted)
    response.set_cookie(
        "theme", wanted, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response


@require_safe
@login_required
def tokens(request: MemberRequest) -> HttpResponse:
    rows = request.user.tokens.filter(revoked_at=None)
    return render(request, "accounts/tokens.html", {"tokens": rows, "now": timezone.now()})


@sensitive_variables("secret")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def new_token(request: MemberRequest) -> HttpResponse:
    """The secret is in the answer to the POST and nowhere else."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = issue_token(request.user, **form.wish())
        except Refused as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, refusal.sentence
            )
        else:
            return render(request, "accounts/token_made.html", {"token": token, "secret": secret})
    return render(request, "accounts/token_new.html", {"form": form})


@require_POST
@login_required
def revoke(request: MemberRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(request.user.tokens, pk=token_id)
    revoke_token(token, by=request.user)
    messages.success(request, _("“%(name)s” is revoked.") % {"name": token.name})
    return redirect("accounts:tokens")
