"""Django system checks of our own."""
