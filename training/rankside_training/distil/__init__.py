"""Encoders that are cut from a deeper one and learn its states, token by token."""
