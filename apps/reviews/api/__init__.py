"""API of reviews and actions."""
