"""Synthetic performers and audiences, as the theatre calls those who fill a stage."""
