"""Views of goals, one noun a file."""
