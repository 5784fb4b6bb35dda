"""The WebSocket of a show: requests of pages, and what all of them are told."""
