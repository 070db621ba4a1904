"""What happened in the shop's chats, in figures whose meaning is written beside them."""
