"""Signing up and signing in, on top of allauth."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line
from streaming.wire.network import plain

from .models.user import validate_username
from .suspensions import is_suspended

# Names that would read as the house itself speaking, or that an address may need one day.
_RESERVED_WORDS = (
    "about abuse account accounts admin administrator api archive billing calendar chat contact "
    "everyone feeds footlights help host info legal login logout mail me media moderator my new "
    "news nobody null oembed official password people postmaster privacy report root security "
    "settings setup shows signup site staff static studio support system team terms "
    "undefined webmaster www"
)
RESERVED = frozenset(_RESERVED_WORDS.split())


def clean_username(value: str) -> str:
    """The name as it will stand in addresses: small letters, of the right shape, not reserved."""
    name = clean_line(value, 30, field="username").lower()
    validate_username(name)
    if name in RESERVED or name.startswith("closed-"):
        raise forms.ValidationError(
            _("This name is kept for the house. Choose another one."), code="username_reserved"
        )
    return name


# Where a person goes on once their address is confirmed: a path, kept in their session.
ONWARD = "onward"


def onward_from(request: HttpRequest) -> str:
    return request.session.pop(ONWARD, settings.LOGIN_REDIRECT_URL)


def _at_home(url: str) -> str:
    parts = urlsplit(url)
    return settings.FOOTLIGHTS_URL + urlunsplit(("", "", parts.path, parts.query, ""))


class Registration(DefaultAccountAdapter):
    """Where allauth asks us."""

    # The same words for a name and an address, so that nobody learns which of them is known here.
    _no_such_pair = _("No account here has this name or address together with this password.")
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _no_such_pair,
        "email_password_mismatch": _no_such_pair,
        "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        try:
            username = clean_username(username)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal
        return super().clean_username(username, shallow)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links lead to our own address, whatever name the request was sent to: somebody else's
        Host header must not decide where the owner of an address is led."""
        own = {
            name: _at_home(value) if name.endswith("_url") and isinstance(value, str) else value
            for name, value in context.items()
        }
        super().send_mail(template_prefix, email, own)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that allauth finds. Behind an IPv6 socket it names IPv4 addresses as IPv6; as
        such all of them would count as one network."""
        return plain(super().get_client_ip(request))

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Where the confirmed link leads. On another device people sign in first."""
        onward = onward_from(self.request)
        if self.request.user.is_authenticated:
            return onward
        return redirect_to_login(onward).url

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for the person, for any spelling of their name or address and any
        Host header. Where there is no such person, count them for what was typed."""
        login = credentials.get("email") or credentials.get("username") or ""
        person = _person_called(login)
        return f"person:{person.pk}" if person else f"login:{login.lower()}"

    def pre_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse | None:
        """Whoever is suspended learns it before a second step is asked for."""
        if is_suspended(user):
            return suspended_page(request, user)
        return super().pre_login(request, user, **how)

    def login(self, request: HttpRequest, user: Any) -> None:
        """The end of every way in (password, passkey, second step, confirmed address), for
        somebody who was suspended between two steps."""
        if is_suspended(user):
            raise ImmediateHttpResponse(suspended_page(request, user))
        super().login(request, user)


def _person_called(login: str) -> Any:
    """The account that allauth would sign in."""
    if "@" in login:
        return next(iter(filter_users_by_email(login, prefer_verified=True, for_login=True)), None)
    return get_user_by_username(login)


class SignupForm(AllauthSignupForm):
    """Address, name and password; nothing else is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            "email": (_("E-mail address"), _("We send one letter to make sure that it is yours.")),
            "username": (
                _("User name"),
                _("It stands in your address here: small letters, digits, hyphens."),
            ),
            "password1": (_("Password"), _("At least 10 characters. A few plain words do well.")),
        }
        for name, (label, help_text) in texts.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """Hash the password for a known address too, so that the time does not tell it is known."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class LoginForm(AllauthLoginForm):
    """Name or address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail address")
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label, self.fields["password"].help_text = _("Password"), ""
        self.fields["remember"].label = _("Stay signed in on this device")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def user_credentials(self) -> dict[str, Any]:
        """Look for an address or a name, not for both: no name has an @. Two searches would hash
        twice for a known person, and the time would tell that they are known."""
        found = super().user_credentials()
        if "email" in found:
            found.pop("username", None)
        return found


def suspended_page(request: HttpRequest, user: Any) -> HttpResponse:
    suspension = user.suspensions.filter(lifted_at=None).first()
    return render(request, "account/suspended.html", {"suspension": suspension}, status=403)
