"""What the shop says and does: one package a topic."""
