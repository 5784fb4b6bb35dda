"""What may be said: settings of a chat, blocked words, hours, the verdict."""
