"""Evaluation sets, metrics, and the evaluation of networks, checkpoints and model folders."""
