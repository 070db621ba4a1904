"""From "I want it" to the order placed, its changes, notes and invoice."""
