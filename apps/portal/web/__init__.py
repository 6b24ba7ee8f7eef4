"""Pages: translation between people and the apps, no rule."""
