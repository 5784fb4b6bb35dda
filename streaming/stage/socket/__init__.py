"""The WebSocket of a show: what is asked, and what everybody is told."""
