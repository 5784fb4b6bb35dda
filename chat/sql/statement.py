"""One statement of SQL that is asked again and again: Statement.

It goes to the driver itself. Django's cursor reads and rewrites the text for each question, and
accepting one message takes a fifth longer with it; so it is asked only where somebody counts or
watches the queries. What the database refuses is raised as Django's errors either way.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]
_PLACE = re.compile(r"(?<!%)%s")


class Statement:
    """`sql` has `%s` for each value, on every database."""

    def __init__(self, sql: str) -> None:
        self._sql = self._own = sql
        if connection.vendor == "sqlite":
            self._own = _PLACE.sub("?", sql).replace("%%", "%")

    def __call__(self, values: Sequence[Any]) -> Rows:
        """The rows, where it has any."""
        if connection.queries_logged or connection.execute_wrappers:
            with connection.cursor() as cursor:
                cursor.execute(self._sql, values)
                return cursor.fetchall() if cursor.description else []
        connection.ensure_connection()
        with connection.wrap_database_errors:
            found = connection.connection.execute(self._own, values)
            return found.fetchall() if found.description else []
