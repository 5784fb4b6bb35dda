"""The forms of people: profile, token, closing, first admin."""

import zoneinfo
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from streaming.foundation.pictures import PERSON_SIZES, clean_picture
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line, clean_text
from streaming.foundation.zone_select import ZoneSelect

from .models import PersonalToken, User
from .profile import clean_links
from .registration import clean_username


def checked(rule: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Ask a rule; what it refuses becomes an error of the form, with the same code."""
    try:
        return rule(*args, **more)
    except Refused as refusal:
        raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


@lru_cache(maxsize=1)
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place of the time zone database, by continent."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        area, _slash, place = name.partition("/")
        if place and area not in ("Etc", "SystemV", "posix", "right"):
            parts.setdefault(area, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return list(parts.items())


def zones() -> Iterable[tuple[str, Any]]:
    return [("", gettext_lazy("As the device")), ("UTC", "UTC"), *zone_choices()]


def languages() -> list[tuple[str, Any]]:
    return [("", gettext_lazy("As the browser")), *settings.LANGUAGES]


class ProfileForm(forms.ModelForm):
    """What others see of a person, and how the site speaks to them."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG, WebP or GIF, up to 10 MB. We cut a square from it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    remove_picture = forms.BooleanField(label=gettext_lazy("Remove my picture"), required=False)
    links = forms.CharField(
        label=gettext_lazy("Links"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "inputmode": "url"}),
        help_text=gettext_lazy("Up to five web addresses, one on each line."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        choices=zones,
        widget=ZoneSelect,
        help_text=gettext_lazy("Letters and new shows use it."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=languages)

    class Meta:
        model = User
        fields = ("display_name", "bio", "time_zone", "language", "theme")
        help_texts = {
            "display_name": gettext_lazy("As it stands on a playbill. Empty: your user name."),
            "bio": gettext_lazy("A few lines. You can use Markdown."),
        }
        widgets = {"bio": forms.Textarea(attrs={"rows": 6})}

    field_order = (
        "display_name", "bio", "links", "picture", "remove_picture",
        "time_zone", "language", "theme",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["links"] = "\n".join(self.instance.links or [])
        if not self.instance.picture:
            del self.fields["remove_picture"]

    def clean_display_name(self) -> str:
        return checked(clean_line, self.cleaned_data["display_name"], 60)

    def clean_bio(self) -> str:
        return checked(clean_text, self.cleaned_data["bio"], 2000)

    def clean_links(self) -> list[str]:
        return checked(clean_links, self.cleaned_data["links"].splitlines())

    def clean_picture(self) -> dict[str, bytes] | None:
        upload = self.cleaned_data["picture"]
        return checked(clean_picture, upload, PERSON_SIZES) if upload else None


class TokenForm(forms.Form):
    """A new personal token."""

    TERMS = (
        ("30", gettext_lazy("30 days")),
        ("90", gettext_lazy("90 days")),
        ("365", gettext_lazy("a year")),
        ("", gettext_lazy("until I revoke it")),
    )

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=60,
        help_text=gettext_lazy("So that you know later which one to revoke."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=PersonalToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=gettext_lazy("Good for"), choices=TERMS, initial="90", required=False
    )

    def wish(self) -> dict[str, Any]:
        """What issue_token() is to be called with."""
        days = self.cleaned_data["days"]
        return {
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "expires_at": timezone.now() + timedelta(days=int(days)) if days else None,
        }


class CloseForm(forms.Form):
    """The last question: who are you, and do you mean it?"""

    username = forms.CharField(
        label=gettext_lazy("Your user name, typed out"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_username(self) -> str:
        if self.cleaned_data["username"].lower() != self.user.username:
            raise forms.ValidationError(_("That is not your user name."), code="wrong_name")
        return self.user.username

    def clean(self) -> dict[str, Any]:
        """The password is asked only after the name is right, and guessing it is slowed down."""
        if self.errors:
            return self.cleaned_data
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["password"]):
            self.add_error("password", _("That is not your password."))
        return self.cleaned_data


class SetupForm(forms.Form):
    """The first admin of a new house."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=30,
        help_text=gettext_lazy("It stands in your address here: small letters, digits, hyphens."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 10 characters. A few plain words do well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_username(self) -> str:
        name = checked(clean_username, self.cleaned_data["username"])
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("Somebody has this name already."), code="unique")
        return name

    def clean_password(self) -> str:
        person = User(username=self.data.get("username", ""), email=self.data.get("email", ""))
        password_validation.validate_password(self.cleaned_data["password"], person)
        return self.cleaned_data["password"]
