"""Yes and no."""
