"""The trail: who did what, when, on which object."""
