"""The log: numbers, accepting messages, reading them again, votes and reactions."""
