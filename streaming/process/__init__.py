"""What every media process shares: commands in, reports out, its configuration and its life."""
