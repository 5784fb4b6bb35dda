"""Pages that belong to no other room: the admin, the API, first steps."""
