"""is_of_programs(): paths for programs, which read a problem detail instead of a page."""

PROGRAM_PATHS = ("/api/", "/whip/", "/whep/", "/backstage/")


def is_of_programs(path: str) -> bool:
    return path.startswith(PROGRAM_PATHS)
