"""One hub for each chat and process: who listens, and what they are told."""
