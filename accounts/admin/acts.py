"""Acts: what staff do to the rows they chose, after a page that asks whether and why.

`act(...)` makes an admin action. Each row goes through the verb of its room, in a transaction of
its own, and a refusal for one row does not stop the others.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from streaming.foundation.refusals import Refused

from .base import whoever

Verb = Callable[[Any, User, str], object]
MOST_AT_ONCE = 200


class ReasonForm(forms.Form):
    """Why; it goes into the audit record, and the person concerned may read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=_("Kept in the audit record. The person concerned may read it."),
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


def act(words: str | Promise, verb: Verb, *, reason: bool, warning: str | Promise = "") -> Callable:
    """An admin action that asks first. `reason` says whether one must be given."""

    def run(modeladmin: admin.ModelAdmin, request: HttpRequest, rows: QuerySet) -> Any:
        chosen = list(rows[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            text = _("Choose at most %(count)d at once.") % {"count": MOST_AT_ONCE}
            return modeladmin.message_user(request, text, messages.ERROR)
        sent = request.POST if "confirmed" in request.POST else None
        form = ReasonForm(sent, needed=reason)
        if not form.is_valid():
            return _ask(modeladmin, request, chosen, form, words, warning)
        return _do(modeladmin, request, chosen, verb, form.cleaned_data["reason"])

    run.short_description = words  # type: ignore[attr-defined]
    return run


def _ask(
    modeladmin: admin.ModelAdmin,
    request: HttpRequest,
    rows: list[Model],
    form: ReasonForm,
    words: str | Promise,
    warning: str | Promise,
) -> HttpResponse:
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": words,
        "warning": warning,
        "rows": rows,
        "form": form,
        "opts": modeladmin.opts,
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/act.html", context)


def _do(
    modeladmin: admin.ModelAdmin, request: HttpRequest, rows: list[Model], verb: Verb, reason: str
) -> None:
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                verb(row, whoever(request), reason)
            done += 1
        except Refused as refusal:
            modeladmin.message_user(request, f"{row}: {refusal.sentence}", messages.ERROR)
    if done:
        text = ngettext("Done for %(count)d.", "Done for %(count)d.", done) % {"count": done}
        modeladmin.message_user(request, text, messages.SUCCESS)
