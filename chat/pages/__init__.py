"""Pages of a chat: its window, its overlay, its settings."""
