"""What the world outside reads: calendars, feeds, oEmbed, structured data."""
