"""Deeds that begin at one moment, each in a thread and with a connection of its own."""

import threading
from collections import Counter
from collections.abc import Callable

from django.db import connection
from django.http import Http404

from streaming.foundation.refusals import Refused


def at_once(*deeds: Callable[[], object]) -> Counter[str]:
    """How it ended: "done", the code of a refusal, "gone", or an error."""
    together, ends = threading.Barrier(len(deeds)), []

    def do(deed: Callable[[], object]) -> None:
        together.wait()
        ends.append(_end_of(deed))

    threads = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(ends)


def _end_of(deed: Callable[[], object]) -> str:
    try:
        deed()
    except Refused as refusal:
        return refusal.code
    except Http404:
        return "gone"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return "done"
