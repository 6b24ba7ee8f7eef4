"""The portal's views, one kind of page a file."""
