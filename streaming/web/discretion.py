"""Log lines without secrets: some addresses are keys by themselves, and logs are read by many."""

import logging
import re

# What stands before a secret: the addresses that hold one, and the beginnings of tokens and keys.
SECRETS = re.compile(
    r"(/(?:setup|invitations|letters/stop|password/reset/key|confirm-email)/"
    r"|[?&]invitation=|\bBearer |\bfl_[0-9a-f]{8}_|\b[0-9a-f]{8}-(?=[\w-]{32}\b))"
    r"[^\s/?&\"'<>]+"
)


class Discreet(logging.Formatter):
    """Each line says where something happened, and opens nothing."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub(r"\1•••", super().format(record))
