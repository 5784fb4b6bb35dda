"""The chat of a show among the other pages of its creator: rules, who may not write, the export."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from shows.models import Show
from shows.views.studio import own_show

from ..models import Act, Chat
from ..moderation.undoing import undo
from ..people.author_rights import active_restrictions
from .forms import RulesForm

MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@own_show()
def settings(request: MemberRequest, show: Show) -> HttpResponse:
    if request.method != "POST":
        chat = Chat.objects.filter(pk=show.pk).first() or Chat(show=show)
        return _page(request, show, RulesForm.of(chat))
    form = RulesForm(request.POST)
    if form.is_valid() and form.save(show, request.user):
        messages.success(request, _("Saved."))
        return redirect("chat:settings", slug=show.slug)
    return _page(request, show, form, status=400)


@require_POST
@own_show()
def take_back(request: MemberRequest, show: Show, pk: int) -> HttpResponse:
    """Undo a silence here, or a ban from whichever of their shows it was made in."""
    act = get_object_or_404(_restrictions(show), pk=pk)
    undo(act.show, act.number, by=request.user)
    name = act.person.name if act.person else ""
    messages.success(request, _("%(name)s may write again.") % {"name": name})
    return redirect("chat:settings", slug=show.slug)


def _restrictions(show: Show) -> QuerySet[Act]:
    here = Q(kind=Act.Kind.SILENCE, show=show)
    everywhere = Q(kind=Act.Kind.BAN, show__creator=show.creator_id)
    acts = active_restrictions(timezone.now()).filter(here | everywhere)
    return acts.select_related("person", "by", "show__creator").order_by("-done_at", "-pk")


def _page(request: MemberRequest, show: Show, form: RulesForm, status: int = 200) -> HttpResponse:
    context = {
        "show": show,
        "here": "chat",
        "form": form,
        "restrictions": _restrictions(show)[:MOST_SHOWN],
    }
    return render(request, "chat/settings.html", context, status=status)
