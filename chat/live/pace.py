"""How often a crowd is told what is new: pace(). Pure.

The first news of a while goes out at once; what comes meanwhile waits for the next telling. A frame
is written once for each socket, so a crowd is told a little less often of a little more. Where the
writing itself takes long it is told more often again: the last socket of thousands shall not wait
longer than one of hundreds.
"""

# To all sockets of a hub together, where nothing else decides.
FRAMES_A_SECOND = 3600
SHORTEST_SECONDS, LONGEST_SECONDS = 0.05, 0.12
# What one socket more takes until it has its frame.
SOCKET_SECONDS = 30e-6


def pace(sockets: int) -> float:
    """Seconds from one telling to the next."""
    left = LONGEST_SECONDS - sockets * SOCKET_SECONDS
    return max(SHORTEST_SECONDS, min(sockets / FRAMES_A_SECOND, left))
