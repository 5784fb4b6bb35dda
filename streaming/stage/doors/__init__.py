"""HTTP doors to a stage: WHIP, WHEP, reports of relays, and who knocks."""
