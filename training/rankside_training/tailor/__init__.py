"""From a reranker as it is released to a folder that rankside runs well: only what a ranking method needs of the model, and what an export hides."""
