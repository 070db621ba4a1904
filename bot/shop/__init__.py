"""The facts: what the shop sells, on which terms, and to whom. Nothing of Rasa."""
