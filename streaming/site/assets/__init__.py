"""Static files: joined, hashed, compressed, cached."""
