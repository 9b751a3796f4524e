"""Training of the two encoders, from the untrained checkpoint to the choice of what ships."""
