"""The model `deep`: e5-small-v2 without training, which scores the best passages of `base` again."""
