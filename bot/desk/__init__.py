"""The desk: where people see waiting chats, answer them and give them back to the bot."""
