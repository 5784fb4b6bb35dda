"""What a test with real transactions leaves behind is gone after it, and nothing else is."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection

from accounts import audit
from accounts.models import AuditRecord
from tests.tools.empty_database import empty, tables_with_rows


@pytest.mark.django_db(transaction=True)
def test_all_that_was_written_is_gone(make_user, make_show):
    show = make_show()
    audit.record(show.creator, "show.hidden", show, before={}, after={})
    assert {"accounts_user", "shows_show", "accounts_auditrecord"} <= set(tables_with_rows())
    empty()
    assert tables_with_rows() == []
    assert ContentType.objects.exists()
    assert Permission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_guard_of_the_record_stands_as_before(make_user):
    for _ in range(2):
        person = make_user()
        audit.record(person, "person.suspended", person, before={}, after={})
        with pytest.raises(DatabaseError, match="written once"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_auditrecord")
        empty()
        assert not AuditRecord.objects.exists()
