"""The small language model: its network, its training and its export."""
