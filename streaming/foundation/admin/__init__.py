"""Parts of admin pages that need no model."""
