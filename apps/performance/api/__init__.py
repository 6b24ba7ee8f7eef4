"""API of achievement, scores, places."""
