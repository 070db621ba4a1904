"""Returns and exchanges, asked about before buying."""
