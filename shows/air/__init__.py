"""While a show is on: who performs, pauses, the end, and what relays report."""
