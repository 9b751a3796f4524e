"""Model folders: card, weights, graphs, tokenizer, golden pairs and notice."""
