"""API of payouts and runs."""
