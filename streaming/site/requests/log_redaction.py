"""Log lines without secrets, since some addresses are keys by themselves and logs are read by many;
and without what strangers would like to see there: line breaks that would look like other lines."""

import logging
import re

# What stands before a secret: the addresses that hold one, and the beginnings of tokens and keys.
SECRETS = re.compile(
    r"(/(?:setup|invitations|letters/stop|password/reset/key|confirm-email)/"
    r"|[?&]invitation=|\bBearer |\bfl_[0-9a-f]{8}_|\b[0-9a-f]{8}-(?=[\w-]{32}(?![\w-])))"
    r"[^\s/?&\"'<>]+"
)


# Everything that a terminal or a log reader takes for more than a character.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(0x7F, 0xA0)) if code != 9}
CONTROLS |= {code: f"\\u{code:04x}" for code in (0x2028, 0x2029)}


class Unmoved(logging.Filter):
    """Bytes of strangers that are no text are no error of ours: uvicorn closes their socket, and
    would write down a traceback for each."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = record.exc_info[1] if record.exc_info else None
        return not (record.name == "uvicorn.error" and isinstance(problem, UnicodeDecodeError))


class Discreet(logging.Formatter):
    """Each line says where something happened, and opens nothing."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub(r"\1•••", super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name of logging
        """The line itself; what follows it, a traceback, has lines of its own."""
        return super().formatMessage(record).translate(CONTROLS)
