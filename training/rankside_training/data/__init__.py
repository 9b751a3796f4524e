"""The pool of training texts, its split into sources, and the prepared pairs."""
