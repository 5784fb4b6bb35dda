"""Who writes and reads: their rights in a chat and their sessions."""
