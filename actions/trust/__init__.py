"""Objections of trust: to the goods and to the shop, answered with what the data says."""
