"""What every Django room stands on; it knows no model of ours."""
