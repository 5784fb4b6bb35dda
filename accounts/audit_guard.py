"""The database's own guard of the audit record: triggers that refuse what our code never does.

They are put up after every `migrate`, not by one migration, because SQLite drops the triggers of
a table each time a later migration rebuilds it. Only `manage.py flush`, which empties every table
of a house, takes them down for as long as it runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

TABLE = "accounts_auditrecord"

# A row put in the place of another is a change as well: SQLite's INSERT OR REPLACE.
SQLITE = {
    "accounts_audit_written_once": f"BEFORE UPDATE ON {TABLE}",
    "accounts_audit_kept": f"BEFORE DELETE ON {TABLE}",
    "accounts_audit_not_replaced": """BEFORE INSERT ON accounts_auditrecord
        WHEN EXISTS (SELECT 1 FROM accounts_auditrecord WHERE id = NEW.id)""",
}
POSTGRESQL = {
    "accounts_audit_written_once": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    "accounts_audit_kept": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}
REFUSE = """
CREATE OR REPLACE FUNCTION accounts_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'An audit record is written once and never deleted.'; END $$
"""


def put_up(using: str, **_: object) -> None:
    """Put the guard up in the database that was migrated; again is the same as once."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return  # migrated back to nothing
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


@contextmanager
def taken_down(using: str) -> Iterator[None]:
    """Without the guard for a moment: the whole house is emptied."""
    connection = connections[using]
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    guards = POSTGRESQL if on_table else SQLITE
    with connection.cursor() as cursor:
        for name in guards:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
    try:
        yield
    finally:
        put_up(using)


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield REFUSE
        for name, moment in POSTGRESQL.items():
            yield (
                f"CREATE OR REPLACE TRIGGER {name} {moment} "
                "EXECUTE FUNCTION accounts_audit_refuse()"
            )
        return
    for name, moment in SQLITE.items():
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {name} {moment} "
            "BEGIN SELECT RAISE(ABORT, 'An audit record is written once and never deleted.'); END"
        )
