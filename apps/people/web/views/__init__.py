"""Views of people, one noun a file."""
