"""Every component on one page, for the people who build here. Served in debug mode only."""

import re
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.views.generic import TemplateView

from shows.models.show import Show


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Title", help_text="As it would stand on a poster.")
    description = forms.CharField(widget=forms.Textarea, help_text="Markdown.", required=False)
    category = forms.ChoiceField(choices=Show.Category.choices)
    starts_at = forms.DateTimeField(
        label="Starts", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    poster = forms.ImageField(required=False, help_text="JPEG, PNG or WebP, up to 10 MB.")
    access = forms.ChoiceField(
        label="Who may come", choices=Show.Access.choices, widget=forms.RadioSelect
    )
    chat = forms.BooleanField(label="The audience may write", required=False)


class SignInSample(forms.Form):
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(widget=forms.PasswordInput)


class StyleGuide(TemplateView):
    template_name = "styleguide.html"

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        shows = list(Show.objects.select_related("creator").prefetch_related("cast__user")[:12])
        page = Paginator(range(30), 10).page(2)
        samples = {
            "form": SampleForm(),
            "wrong_form": SampleForm({"title": "Small Hours", "starts_at": "yesterday"}),
            "sign_in": SignInSample(prefix="sign-in"),
            "icons": icon_names(),
            "page": page,
        }
        return super().get_context_data(**{"shows": shows, **samples, **given})


def icon_names() -> list[str]:
    sprite = finders.find("img/icons.svg")
    assert sprite is not None, "static/ holds the icons"
    return re.findall(r'symbol id="([a-z-]+)"', Path(sprite).read_text(encoding="utf-8"))
