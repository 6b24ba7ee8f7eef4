"""API of batches and their rejects."""
