"""The seats of a show: how many, who has one, and links that give some away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import MemberRequest

from ..forms import CapacityForm, InvitationForm
from ..models import Show
from ..planning import seats as verbs
from .studio import own_show

ON_A_PAGE = 100


@require_safe
@own_show()
def seats(request: MemberRequest, show: Show) -> HttpResponse:
    return _page(request, show)


@require_POST
@own_show()
def capacity(request: MemberRequest, show: Show) -> HttpResponse:
    form = CapacityForm(request.POST)
    if form.is_valid() and form.save(show, request.user) is not None:
        messages.success(request, _("Saved."))
        return redirect("shows:seats", slug=show.slug)
    show.refresh_from_db()
    return _page(request, show, capacity_form=form)


@require_POST
@own_show()
def make_invitation(request: MemberRequest, show: Show) -> HttpResponse:
    form = InvitationForm(request.POST)
    if form.is_valid() and form.save(show, request.user):
        messages.success(request, _("The invitation is ready. Copy its link."))
        return redirect("shows:seats", slug=show.slug)
    return _page(request, show, invitation_form=form)


@require_POST
@own_show()
def revoke_invitation(request: MemberRequest, show: Show, pk: int) -> HttpResponse:
    invitation = get_object_or_404(show.invitations.select_related("show"), pk=pk)
    verbs.revoke_invitation(invitation, by=request.user)
    messages.success(request, _("This link lets nobody in any more. Seats taken stay taken."))
    return redirect("shows:seats", slug=show.slug)


def _page(
    request: MemberRequest,
    show: Show,
    capacity_form: CapacityForm | None = None,
    invitation_form: InvitationForm | None = None,
) -> HttpResponse:
    wrong = capacity_form is not None or invitation_form is not None
    taken = show.seats.select_related("user", "invitation").order_by("taken_at", "pk")
    context = {
        "show": show,
        "here": "seats",
        "page": Paginator(taken, ON_A_PAGE).get_page(request.GET.get("page")),
        "invitations": list(show.invitations.filter(revoked_at=None)),
        "capacity_form": capacity_form or CapacityForm(initial={"capacity": show.capacity}),
        "invitation_form": invitation_form or InvitationForm(),
    }
    return render(request, "shows/studio/seats.html", context, status=400 if wrong else 200)
