"""API of people, sign-in by token, teams."""
