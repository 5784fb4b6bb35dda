"""A changed password ends the other sessions, and offers to revoke personal tokens.

A reset by letter ends all sessions and tokens: the account may have been in the hands of somebody
else, who may have made them.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.signals import password_changed, password_reset
from django import forms
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import User
from ..tokens import good_tokens, revoke_all
from .sessions import end_sessions


class ChangePasswordForm(AllauthChangePasswordForm):
    """The old password, the new one twice; with tokens, whether they end."""

    revoke_tokens = forms.BooleanField(
        label=_("Revoke my personal tokens as well"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if count := good_tokens(self.user).count():
            self.fields["revoke_tokens"].help_text = _why_revoke(count)
        else:
            del self.fields["revoke_tokens"]

    def clean_oldpassword(self) -> str:
        """Check it through allauth, which counts wrong tries as at sign-in."""
        old = self.cleaned_data.get("oldpassword", "")
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old

    def save(self) -> None:
        super().save()
        if self.cleaned_data.get("revoke_tokens"):
            revoke_all(self.user, by=self.user)


def _why_revoke(count: int) -> str:
    return ngettext(
        "You have %(count)d token. If somebody else knew your password, they may have made it.",
        "You have %(count)d tokens. If somebody else knew your password, they may have made one.",
        count,
    ) % {"count": count}


@receiver(password_changed, dispatch_uid="a changed password ends the other sessions")
def end_other_sessions(request: HttpRequest, user: User, **_: object) -> None:
    end_sessions(user, but=request.session.session_key or "")


@receiver(password_reset, dispatch_uid="a password by letter ends sessions and tokens")
def end_everything(user: User, **_: object) -> None:
    end_sessions(user)
    revoke_all(user, by=user)
