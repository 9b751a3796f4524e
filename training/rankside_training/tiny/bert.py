"""The shape of the small models."""

from transformers import BertConfig


def config(vocabulary: int) -> BertConfig:
    """Returns a configuration of 2 layers × 32, with weights of twenty times BERT's usual spread, so that scores
    differ.
    """
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.4,
        pad_token_id=0,
    )
