"""Pages of what stands out."""
