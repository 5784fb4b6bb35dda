"""The cast of a show: who is in it, who is asked, who stands in the credits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import MemberRequest

from ..forms import CreditForm, InviteForm, PartForm
from ..models import Show
from ..planning import casting
from .studio import own_show


@require_safe
@own_show()
def cast(request: MemberRequest, show: Show) -> HttpResponse:
    return _page(request, show)


@require_POST
@own_show()
def invite(request: MemberRequest, show: Show) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid() and form.save(show, request.user):
        messages.success(request, _("Asked. They get a letter and answer on their own page."))
        return redirect("shows:cast", slug=show.slug)
    return _page(request, show, invite_form=form)


@require_POST
@own_show()
def credit(request: MemberRequest, show: Show) -> HttpResponse:
    form = CreditForm(request.POST, auto_id="id_credit_%s")
    if form.is_valid() and form.save(show):
        messages.success(request, _("They stand in the credits."))
        return redirect("shows:cast", slug=show.slug)
    return _page(request, show, credit_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@own_show()
def change_part(request: MemberRequest, show: Show, pk: int) -> HttpResponse:
    """Another part or another line in the credits for somebody in the cast."""
    member = get_object_or_404(show.cast.select_related("user", "show"), pk=pk)
    form = PartForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid() and form.save(request.user):
        messages.success(request, _("Changed."))
        return redirect("shows:cast", slug=show.slug)
    context = {"show": show, "member": member, "form": form}
    status = 400 if form.errors else 200
    return render(request, "shows/studio/change_part.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own_show()
def dismiss(request: MemberRequest, show: Show, pk: int) -> HttpResponse:
    member = get_object_or_404(show.cast.select_related("user", "show"), pk=pk)
    if request.method != "POST":
        return render(request, "shows/studio/dismiss.html", {"show": show, "member": member})
    casting.dismiss(member, by=request.user)
    messages.success(request, _("They are no longer in the cast."))
    return redirect("shows:cast", slug=show.slug)


def _page(
    request: MemberRequest,
    show: Show,
    invite_form: InviteForm | None = None,
    credit_form: CreditForm | None = None,
) -> HttpResponse:
    wrong = invite_form is not None or credit_form is not None
    context = {
        "show": show,
        "here": "cast",
        "members": list(show.cast.select_related("user")),
        "invite_form": invite_form or InviteForm(),
        "credit_form": credit_form or CreditForm(auto_id="id_credit_%s"),
    }
    return render(request, "shows/studio/cast.html", context, status=400 if wrong else 200)
