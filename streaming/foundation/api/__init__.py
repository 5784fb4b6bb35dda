"""Parts of the API that need no model: parsers, exceptions, pages of lists, the schema."""
