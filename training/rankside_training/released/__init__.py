"""Makes folders of released language models, which are kept outside the repository."""
