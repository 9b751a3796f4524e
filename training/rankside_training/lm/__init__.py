"""A small causal language model that ranks: what it is, how it is trained, how it is exported."""
