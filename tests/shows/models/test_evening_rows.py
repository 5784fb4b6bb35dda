"""Rows of the version before: what their migration makes of them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from shows.models import Show

pytestmark = pytest.mark.django_db
MIGRATION = import_module("shows.migrations.0007_evening_rows")


@pytest.mark.parametrize(("before", "after"), [(90, 600), (45, 45), (300, 300)])
def test_the_old_default_is_the_new_one_and_choices_stay(make_show, before, after):
    make_show(grace_seconds=before)
    MIGRATION.forwards(apps, None)
    assert Show.objects.get().grace_seconds == after


def test_a_paused_show_is_in_intermission(make_show):
    paused, dark = make_show(state="interrupted"), make_show(state="interrupted")
    paused.broadcasts.update(paused_at=timezone.now())
    MIGRATION.forwards(apps, None)
    states = dict(Show.objects.values_list("pk", "state"))
    assert states == {paused.pk: "intermission", dark.pk: "interrupted"}
    MIGRATION.backwards(apps, None)
    assert set(Show.objects.values_list("state", flat=True)) == {"interrupted"}
