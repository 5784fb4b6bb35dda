"""What every view of the API shares and that knows no member."""
