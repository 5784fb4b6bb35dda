"""File descriptors: raises the limit of open files, and how many connections fit under it."""

import resource

# Descriptors kept for other things: database connections, files, the pipes of the relay.
RESERVED = 512
# Used where the system names no limit; some systems refuse a larger one.
UNLIMITED = 65_536


def raise_limit() -> int:
    """Raise the soft limit to the hard one, and return it. The low soft limit exists for programs
    that use select(), which none of ours does. Child processes inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = UNLIMITED if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            return soft
    return max(soft, wanted)


def room_for_connections(most: int) -> int:
    """How many connections fit, up to `most`, with descriptors reserved for everything else."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return most
    return max(1, min(most, soft - min(RESERVED, soft // 2)))
