"""Topic stock: what is there in which colour and size, and what is new."""
