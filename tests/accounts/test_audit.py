"""The audit record: written once, by one function, and guarded by the database."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import audit
from accounts.models import AuditRecord


def written(user):
    return audit.record(user, "person.edited", user, before={"name": "a"}, after={"name": "b"})


def test_a_record_says_who_did_what_to_whom_before_and_after(make_user):
    staff, ada = make_user("staff"), make_user("ada")
    audit.record(
        staff, "person.suspended", ada, before={"x": 1}, after={"x": 2}, reason="Shouting."
    )
    row = AuditRecord.objects.get()
    assert (row.actor, row.actor_name, row.verb) == (staff, "staff", "person.suspended")
    assert (row.target_kind, row.target_id, row.target_name) == ("user", str(ada.pk), "ada")
    assert (row.before, row.after, row.reason) == ({"x": 1}, {"x": 2}, "Shouting.")


def test_without_an_actor_the_house_itself_is_named(make_user):
    assert audit.record(None, "show.doors", make_user()).actor_name == "footlights"


def test_a_record_cannot_be_saved_again(make_user):
    row = written(make_user())
    row.reason = "Something else."
    with pytest.raises(TypeError):
        row.save()


def test_neither_a_record_nor_a_set_of_them_can_be_deleted_or_updated(make_user):
    row = written(make_user())
    for deed in (
        row.delete,
        AuditRecord.objects.all().delete,
        lambda: AuditRecord.objects.update(reason="x"),
    ):
        with pytest.raises(TypeError):
            deed()
    assert AuditRecord.objects.count() == 1


FORGERIES = {
    "change": "UPDATE accounts_auditrecord SET reason = 'rewritten'",
    "delete": "DELETE FROM accounts_auditrecord",
    "replace": """INSERT OR REPLACE INTO accounts_auditrecord
        (id, at, actor_name, verb, target_kind, target_id, target_name, before, after, reason)
        SELECT id, at, 'eve', verb, target_kind, target_id, target_name, before, after, reason
        FROM accounts_auditrecord""",
    "empty": "TRUNCATE accounts_auditrecord",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_statement_changes_or_removes_a_record(forgery, make_user):
    """The words that one database does not know are refused by it as well."""
    row = written(make_user())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGERIES[forgery])
    kept = AuditRecord.objects.get()
    assert (kept.pk, kept.actor_name, kept.reason) == (row.pk, row.actor_name, "")


def test_what_goes_round_our_query_set_meets_the_database(make_user):
    written(make_user())
    rows = AuditRecord._base_manager.all()
    for deed in (rows.delete, lambda: rows.update(reason="x"), lambda: rows._raw_delete(rows.db)):
        with pytest.raises((TypeError, DatabaseError)), transaction.atomic():
            deed()
    assert AuditRecord.objects.get().reason == ""


@pytest.mark.django_db(transaction=True)
def test_a_house_can_be_emptied_and_is_guarded_again(make_user):
    written(make_user())
    call_command("flush", interactive=False, verbosity=0)
    assert AuditRecord.objects.count() == 0
    written(make_user())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGERIES["delete"])


def test_the_guard_is_up_again_after_every_migrate(make_user):
    with connection.cursor() as cursor:
        table = " ON accounts_auditrecord" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER accounts_audit_written_once{table}")
    call_command("migrate", verbosity=0)
    written(make_user())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_auditrecord SET reason = 'rewritten'")


def test_a_record_outlives_its_actor(make_user):
    ada = make_user("ada")
    written(ada)
    ada.delete()
    assert AuditRecord.objects.get().actor_name == "ada"
