"""What shows do when something happens on a lower floor."""
