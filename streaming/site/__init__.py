"""What serves the site beside its rooms: files, headers, health, pages."""
