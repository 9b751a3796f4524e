"""Makes a folder for rankside from a released reranker, with only the parts of the model that a ranking method needs."""
