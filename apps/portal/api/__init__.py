"""API of the whole: all routes, the schema, its reference page."""
