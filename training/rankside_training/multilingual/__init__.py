"""The model `multi`: multilingual-e5-small with the vocabulary that people write."""
