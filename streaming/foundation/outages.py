"""Outages of the database, Redis or the disk: is_outage(), log_outage(), unavailable().

An outage is neither a mistake of the client nor a bug: the same request succeeds a little later.
Every kind of door answers it with 503 and Retry-After, and it is logged at most every ten seconds.
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
# A restarted database accepts connections again within five seconds.
RETRY_SECONDS = 5
# The disk is full, over quota or read-only, or no file descriptor is left.
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}
# A thousand requests fail in the same outage; one line in ten seconds is enough.
LOG_EACH_SECONDS = 10.0

log = logging.getLogger(__name__)
_logged_at = float("-inf")


def is_outage(error: BaseException) -> bool:
    """Whether this error says that a server is away.

    SQLite raises OperationalError for wrong SQL, too; that is a bug and no outage."""
    if isinstance(error, OperationalError):
        return getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    if isinstance(error, OSError):
        return error.errno in DISK_ERRORS
    return isinstance(error, InterfaceError | RedisError)


def log_outage(error: BaseException, where: str) -> None:
    """Log the error, unless another was logged in the last ten seconds."""
    global _logged_at
    now = time.monotonic()
    if now - _logged_at >= LOG_EACH_SECONDS:
        _logged_at = now
        log.error("A server is away at %s: %s", where, str(error).partition("\n")[0])


def unavailable() -> Refused:
    sentence = _("Part of this site is away for a moment. Try again soon.")
    return Refused(CODE, sentence, status=503, retry_after=RETRY_SECONDS)
