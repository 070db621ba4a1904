"""Reminders of unpaid orders (催付): when, in which words, and when not."""
