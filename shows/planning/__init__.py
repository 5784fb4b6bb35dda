"""Before the curtain: writing a show, its schedule, cast, seats and keys."""
