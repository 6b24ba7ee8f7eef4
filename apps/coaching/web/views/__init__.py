"""Views of coaching."""
