"""Every row that names a member is in the copy of their data, or says here why it is not."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field
from django.test.utils import CaptureQueriesContext

from accounts.leaving import export_of
from accounts.models import User

OURS = ("accounts", "shows", "chat")
# Columns with a member that a copy of their data leaves out.
DECIDED = "who did it to somebody else: the row is told to that person"
LEFT_OUT = {
    "accounts.Report.decided_by": DECIDED,
    "accounts.Role.granted_by": DECIDED,
    "accounts.Suspension.lifted_by": DECIDED,
    "accounts.Suspension.started_by": DECIDED,
    "chat.Act.person": "what moderators did about somebody is told to moderators, by name",
    "shows.Broadcast.paused_by": DECIDED,
    "shows.CastMember.invited_by": DECIDED,
    "shows.Mute.ended_by": DECIDED,
    "shows.Mute.muted_by": DECIDED,
    "shows.Removal.removed_by": DECIDED,
    "shows.Removal.restored_by": DECIDED,
    "shows.StreamKey.issued_by": DECIDED,
    "shows.MediaSession.user": "a session that is open now; gone when it ends",
    "accounts.AuditRecord.actor": "the record of the house, which nobody takes along or changes",
}
ADVICE = (
    "Add it to the copy of a member's data (accounts/leaving.py, shows/leaving.py or "
    "chat/live/leaving.py), or say in LEFT_OUT why it is not theirs to take along."
)


def columns_of_members() -> Iterator[tuple[str, Field]]:
    """Each column of ours that points to a member."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if field.related_model is User:
                    yield f"{model._meta.label}.{field.name}", field


def asked_for(field: Field, person: User, queries: list[str]) -> bool:
    quote = connection.ops.quote_name
    column = f"{quote(field.model._meta.db_table)}.{quote(field.column)}"
    return any(f"{column} = {person.pk}" in query for query in queries)


@pytest.fixture
def asked(make_user):
    """Which columns a copy of somebody's data is gathered by."""
    person = make_user("ada")
    with CaptureQueriesContext(connection) as captured:
        export_of(person)
    queries = [query["sql"] for query in captured.captured_queries]
    return {name for name, field in columns_of_members() if asked_for(field, person, queries)}


def test_every_row_with_a_member_is_in_the_copy_of_their_data(asked):
    missing = sorted({name for name, _ in columns_of_members()} - asked - set(LEFT_OUT))
    assert missing == [], f"{missing} name a member and are in no copy. {ADVICE}"


def test_what_is_left_out_is_there_and_is_left_out(asked):
    assert set(LEFT_OUT) - {name for name, _ in columns_of_members()} == set()
    assert set(LEFT_OUT) & asked == set()
