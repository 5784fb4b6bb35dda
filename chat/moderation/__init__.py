"""What moderators do, what waits for them, and how it is undone."""
