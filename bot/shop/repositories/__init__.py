"""The only place that builds queries on the shop's tables; each returns frozen objects."""
