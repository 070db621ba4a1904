"""Topic product: what it is, what it costs, is it good, how two differ."""
