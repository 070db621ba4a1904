"""A load driver: buyers who chat with a running engine, and what their chats cost it."""
