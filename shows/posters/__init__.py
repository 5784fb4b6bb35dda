"""The picture of a show, uploaded or drawn."""
