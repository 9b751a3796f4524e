"""A released language model cut to its first layers and taught to say whether a passage answers a query."""
