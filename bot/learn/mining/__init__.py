"""Finds in the conversation log what is worth a person's minute, on one machine or on many."""
