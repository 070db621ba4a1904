"""What a basket costs after every offer: pure, over the shop's frozen facts."""
