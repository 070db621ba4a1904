"""The chat log and its hand-overs: what was said, by whom, and who answers now.

The log is the source of truth for delivery: a buyer's message is in it before it is acknowledged,
a reply before it is shown. Whether a person has the chat is a row here, never a slot.
"""
