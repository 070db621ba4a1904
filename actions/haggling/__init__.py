"""Topic haggling: how far the price goes down, and who decides beyond that."""
