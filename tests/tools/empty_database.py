"""After a test that wrote for good: what it left is deleted.

Django would empty every table there is and then fill in its content types and permissions anew,
which takes longer than most of these tests. Those stay here, and of the others most are empty.
"""

from contextlib import nullcontext

from django.db import connection, transaction

from accounts import audit_guard

# As `migrate` leaves them; no test writes there.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Delete all rows; in whatever order, as who refers to whom is checked at the end."""
    if not (left := tables_with_rows()):
        return
    guard = audit_guard.taken_down("default") if audit_guard.TABLE in left else nullcontext()
    with guard, transaction.atomic(), connection.cursor() as cursor:
        for table in left:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def tables_with_rows() -> list[str]:
    """Asked all at once."""
    tables = [name for name in connection.introspection.django_table_names() if name not in KEPT]
    ask = "SELECT '{}' WHERE EXISTS (SELECT 1 FROM {})"
    each = [ask.format(name, connection.ops.quote_name(name)) for name in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return [name for (name,) in cursor.fetchall()]
