"""Fetching a person, and what is said to a message that was not understood."""
