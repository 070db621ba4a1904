"""Chatwoot: the bot of an inbox there, which hands a conversation to the people of that inbox."""
