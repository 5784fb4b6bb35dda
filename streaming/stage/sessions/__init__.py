"""Sessions of performers and viewers, whatever door they came by."""
