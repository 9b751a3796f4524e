"""The late-interaction encoder: its configuration, its checkpoint, its networks in PyTorch, and its score."""
