"""The relay, and how fast people may come and write while a show is on."""

from hashlib import blake2b

from .environment import env
from .site import SECRET_KEY

# Where the relay takes picture and sound, and where it takes commands; empty: there is no relay.
RELAY_UDP_PORT = env.int("RELAY_UDP_PORT", 8189)
RELAY_CONTROL = env.str("RELAY_CONTROL", "127.0.0.1:8190")
# Where they were not asked for, `live` takes the next free ports.
RELAY_UDP_PORT_IS_SET = "RELAY_UDP_PORT" in env
RELAY_CONTROL_IS_SET = "RELAY_CONTROL" in env
# The addresses that browsers and encoders are told; by default those that this machine finds.
RELAY_ADDRESSES = env.list("RELAY_ADDRESSES", default=[])
RELAY_MOST_SESSIONS = env.int("RELAY_MOST_SESSIONS", 2000)
# Viewers of one network who were let in and are not connected yet: each holds a place meanwhile.
RELAY_MOST_OPENING = env.int("RELAY_MOST_OPENING", 10)
# Bits a second of one performer; each viewer gets as much. OBS sends six megabits at its default.
RELAY_MOST_BITRATE = env.int("RELAY_MOST_BITRATE", 12_000_000)
# Bytes that leave at once before other work has its turn: a keyframe for a thousand takes several.
RELAY_EGRESS_PER_TICK = env.int("RELAY_EGRESS_PER_TICK", 2 * 1024 * 1024)
# Of pictures since their last keyframe, for newcomers: ten seconds of eight megabits are 13 MiB.
RELAY_CACHE_BYTES = env.int("RELAY_CACHE_BYTES", 128 * 1024 * 1024)
# Every relay that this site commands, where there is more than one.
RELAYS = env.list("RELAYS", default=[RELAY_CONTROL] if RELAY_CONTROL else [])
# Where relays report to; by default the site on this machine.
BACKSTAGE_URL = env.str("BACKSTAGE_URL", "").rstrip("/")
# STUN and TURN servers that peers are told, and the secret by which TURN checks our passwords.
ICE_SERVERS = env.list("ICE_SERVERS", default=[])
TURN_SECRET = env.str("TURN_SECRET", "")
# How often one address may come to perform or to watch.
JOIN_RATE = env.str("JOIN_RATE", "3000/min")
# How fast one person may write in chats; half of it at once.
CHAT_RATE = env.str("CHAT_RATE", "40/min")

# What `perform` sends with.
STREAM_KEY = env.str("STREAM_KEY", "")
# What web and relay know each other by. Made from SECRET_KEY, so that all processes of one site
# agree; a relay elsewhere is given one of its own.
RELAY_SECRET = (
    env.str("RELAY_SECRET", "")
    or blake2b(b"relay", key=SECRET_KEY.encode()[:64], digest_size=32).hexdigest()
)
