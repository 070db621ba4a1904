"""The conversation log: what was said, from every source, without personal data."""
