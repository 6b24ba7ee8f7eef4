"""API of coaching."""
