"""Simulated buyers: thousands of chats over haggling and ordering, and an audit of all of them."""
