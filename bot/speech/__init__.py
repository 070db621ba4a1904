"""What may be said to a buyer: words that are taboo, and figures that nothing vouches for."""
