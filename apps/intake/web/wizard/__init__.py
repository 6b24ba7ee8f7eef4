"""Connecting a source in the browser: what the pages of a draft show."""
