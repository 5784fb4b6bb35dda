"""Rows of before: pauses have a state of their own, and the grace of 90 seconds is 10 minutes.

90 was the default; who chose it by hand cannot be told from who never looked, and longer is safer.
Other choices stay.
"""

from django.db import migrations
from django.db.models import Exists, OuterRef

OLD_GRACE, NEW_GRACE = 90, 600


def forwards(apps, schema_editor):
    Show = apps.get_model("shows", "Show")
    Broadcast = apps.get_model("shows", "Broadcast")
    Show.objects.filter(grace_seconds=OLD_GRACE).update(grace_seconds=NEW_GRACE)
    paused = Broadcast.objects.filter(show=OuterRef("pk"), ended_at=None, paused_at__isnull=False)
    shows = Show.objects.filter(Exists(paused), state="interrupted")
    shows.update(state="intermission")


def backwards(apps, schema_editor):
    """The old code knows no such state; the grace stays as it is."""
    apps.get_model("shows", "Show").objects.filter(state="intermission").update(state="interrupted")


class Migration(migrations.Migration):
    dependencies = [("shows", "0006_evening")]
    operations = [migrations.RunPython(forwards, backwards)]
