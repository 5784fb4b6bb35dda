"""What starts, serves and supervises the processes of the site."""
