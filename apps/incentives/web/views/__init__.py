"""Views of incentives, one noun a file."""
