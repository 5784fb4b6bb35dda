"""Log lines without secrets: some addresses are keys by themselves, and logs are read by many; and
without what strangers would like to see there."""

import logging
import re

# What stands before a secret: the addresses that hold one, and the beginnings of tokens and keys.
SECRETS = re.compile(
    r"(/(?:setup|invitations|letters/stop|password/reset/key|confirm-email)/"
    r"|[?&]invitation=|\bBearer |\bfl_[0-9a-f]{8}_|\b[0-9a-f]{8}-(?=[\w-]{32}(?![\w-])))"
    r"[^\s/?&\"'<>]+"
)


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
