"""A day of chats under load, and the minute in which a promotion starts."""
