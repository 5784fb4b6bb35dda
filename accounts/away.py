"""Servers that are away: what a database, a cache or a full disk raises, and what is said then.

Nothing of it is the mistake of whoever asked, or a bug: the same request succeeds a little later.
So it is answered by 503 with Retry-After everywhere, and logged in one line now and then.
"""

import errno
import logging
import sqlite3
import time

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from .refusals import Refused

CODE = "server.unavailable"
# A database that was restarted is back by then.
RETRY_SECONDS = 5
# Full, over quota, read only; no descriptor left.
OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}
LOG_EACH_SECONDS = 10.0

log = logging.getLogger(__name__)
_logged_at = float("-inf")


def is_away(error: BaseException) -> bool:
    """A mistake in a statement of ours is a bug, although SQLite gives it the same class."""
    if isinstance(error, OperationalError):
        return getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    if isinstance(error, OSError):
        return error.errno in OF_THE_DISK
    return isinstance(error, InterfaceError | RedisError)


def note(error: BaseException, where: str) -> None:
    """In the log, and not for each of a thousand requests."""
    global _logged_at
    now = time.monotonic()
    if now - _logged_at >= LOG_EACH_SECONDS:
        _logged_at = now
        log.error("A server is away at %s: %s", where, str(error).partition("\n")[0])


def unavailable() -> Refused:
    sentence = _("Part of this site is away for a moment. Try again soon.")
    return Refused(CODE, sentence, status=503, retry_after=RETRY_SECONDS)
