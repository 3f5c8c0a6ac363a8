"""What the `puente` command can do, one file a subject."""
