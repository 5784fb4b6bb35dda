"""Log redaction: removes secrets from log lines, and escapes control characters.

Some addresses are keys by themselves, and many people read logs. A line break sent by a stranger
would look like a line of ours."""

import logging
import re

# Text before a secret: addresses that hold one, and the beginnings of tokens and keys.
SECRETS = re.compile(
    r"(/(?:setup|invitations|letters/stop|password/reset/key|confirm-email)/"
    r"|[?&]invitation=|\bBearer |\bfl_[0-9a-f]{8}_|\b[0-9a-f]{8}-(?=[\w-]{32}(?![\w-])))"
    r"[^\s/?&\"'<>]+"
)


# Characters that a terminal or a log reader obeys instead of showing them.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(0x7F, 0xA0)) if code != 9}
CONTROLS |= {code: f"\\u{code:04x}" for code in (0x2028, 0x2029)}


class UndecodableFilter(logging.Filter):
    """Drops what uvicorn logs, a traceback, when bytes that are not UTF-8 end a socket."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = record.exc_info[1] if record.exc_info else None
        return not (record.name == "uvicorn.error" and isinstance(problem, UnicodeDecodeError))


class RedactingFormatter(logging.Formatter):
    """Formats a line without its secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub(r"\1•••", super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name of logging
        """The line itself; what follows it, a traceback, has lines of its own."""
        return super().formatMessage(record).translate(CONTROLS)
