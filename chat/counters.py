"""What the chats of this process tell /metrics about themselves."""

from prometheus_client import Counter, Gauge

from streaming.foundation.counters import registry

sockets = Gauge("footlights_chat_sockets", "Sockets in chats now.", registry=registry)
frames = Counter("footlights_chat_frames", "Frames given to sockets.", registry=registry)
queued = Gauge(
    "footlights_chat_queued_bytes", "Bytes that wait for slow readers.", registry=registry
)
too_slow = Counter(
    "footlights_chat_too_slow", "Sockets closed because they did not read.", registry=registry
)
gaps = Counter(
    "footlights_chat_gaps", "Numbers that no bell told of, found by the clock.", registry=registry
)
accepted = Counter("footlights_chat_accepted", "Messages accepted.", registry=registry)
refused = Counter(
    "footlights_chat_refused", "Messages refused because too many waited.", registry=registry
)
pages_read = Counter(
    "footlights_chat_pages_read", "Pages of the log read for who comes back.", registry=registry
)
pages_given = Counter(
    "footlights_chat_pages_given", "Pages of the log given to who comes back.", registry=registry
)
