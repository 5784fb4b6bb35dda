"""The database's own guard of the audit record: triggers that refuse what our code never does.

They are put up after every `migrate`, not by one migration, because SQLite drops the triggers of
a table each time a later migration rebuilds it. PostgreSQL refuses UPDATE and DELETE. SQLite
refuses UPDATE alone: it empties tables with DELETE (`manage.py flush`), which a trigger cannot
tell from tampering; there the model and its query set are what refuses.
"""

from django.apps import AppConfig
from django.db import connections

SQLITE = """
CREATE TRIGGER IF NOT EXISTS accounts_audit_written_once BEFORE UPDATE ON accounts_auditrecord
BEGIN SELECT RAISE(ABORT, 'An audit record is written once.'); END
"""

POSTGRESQL = """
CREATE OR REPLACE FUNCTION accounts_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'An audit record is written once and never deleted.'; END $$;
CREATE OR REPLACE TRIGGER accounts_audit_written_once BEFORE UPDATE OR DELETE
ON accounts_auditrecord FOR EACH ROW EXECUTE FUNCTION accounts_audit_refuse()
"""

GUARDS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def put_up(sender: AppConfig, using: str, **_: object) -> None:
    """Put the guard up in the database that was migrated; again is the same as once."""
    connection = connections[using]
    if "accounts_auditrecord" not in connection.introspection.table_names():
        return  # migrated back to nothing
    with connection.cursor() as cursor:
        cursor.execute(GUARDS[connection.vendor])
