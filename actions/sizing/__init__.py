"""Topic sizing: which size fits a body, and how the garment measures."""
