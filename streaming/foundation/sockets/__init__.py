"""What every WebSocket of a page shares and that knows no show."""
