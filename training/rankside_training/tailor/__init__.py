"""Makes folders for rankside from released rerankers, with only the parts that a ranking method needs."""
