"""The list of zones is what Django would draw, without its six hundred templates."""

import pytest
from django import forms
from django.test import SimpleTestCase

from accounts.forms import zones
from shows.forms.clock import zone_choices
from streaming.foundation.zone_select import ZoneSelect

same = SimpleTestCase().assertHTMLEqual


@pytest.mark.parametrize("value", ["Europe/Berlin", "UTC", "", None, "Never/There"])
@pytest.mark.parametrize("choices", [zones, zone_choices])
def test_it_is_what_django_draws(value, choices):
    attrs = {"id": "id_zone", "required": True, "aria-describedby": "a b"}
    ours, django = ZoneSelect(choices=choices()), forms.Select(choices=choices())
    same(ours.render("zone", value, attrs), django.render("zone", value, attrs))


def test_a_name_is_text():
    hostile = '"><script>alert(1)</script>'
    ours = ZoneSelect(choices=[(hostile, hostile), (hostile, [("a", hostile)])])
    django = forms.Select(choices=ours.choices)
    assert "<script>" not in ours.render("zone", hostile)
    same(ours.render("zone", hostile), django.render("zone", hostile))
