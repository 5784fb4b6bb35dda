"""How many files and sockets this process may hold open."""

import resource

# What is not a connection of somebody: the database of each request, files, the relay's pipes.
KEPT_BACK = 512
# Where the system says that there is no limit; some of them refuse what is larger.
ENOUGH = 65_536


def raise_limit() -> int:
    """As many as the system lets us have without asking; what was allowed before is for programs
    that cannot count beyond 1,024, and none of ours is one. Processes that we start inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            return soft
    return max(soft, wanted)


def room_for_connections(most: int) -> int:
    """So many connections at the most, with something kept back for everything else."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return most
    return max(1, min(most, soft - min(KEPT_BACK, soft // 2)))
