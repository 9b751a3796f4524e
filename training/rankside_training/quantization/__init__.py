"""Weights as integers of eight or four bits, and the weight file that holds them."""
