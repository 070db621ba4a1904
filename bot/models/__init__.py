"""Trained models: what each was made of, and which of them answers."""
