"""Makers of the test fixtures: small models and tokenizers of random numbers."""
