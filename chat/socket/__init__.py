"""The WebSocket of a chat: what is asked and what is answered."""
