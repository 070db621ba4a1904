"""What people are asked about messages, and what they said of them."""
