"""Sessions of performers and viewers, for HTTP doors and sockets alike."""
