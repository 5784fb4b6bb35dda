"""Parts of WebSockets that need no model: envelopes, frames, database threads, rate limits."""
