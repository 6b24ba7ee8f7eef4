"""API of targets."""
