"""What pages of the admin share and that knows no member."""
