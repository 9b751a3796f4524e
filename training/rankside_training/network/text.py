"""Tokenization of queries and passages, the same as in the browser."""

from tokenizers import Tokenizer

from .config import Config


def passage_text(title: str | None, text: str) -> str:
    """Returns the text that the model reads of a passage: the title, if there is one, on a line before the text."""
    return f"{title}\n{text}" if title else text


class TextEncoder:
    """Puts control tokens around the tokens of a text, and prefixes before it where the encoder has them. It cuts
    passages at their limit and refuses queries above theirs.
    """

    def __init__(self, tokenizer: Tokenizer, config: Config):
        self.tokenizer = tokenizer
        self.config = config
        tokenizer.no_padding()
        tokenizer.no_truncation()

    def query(self, text: str) -> list[int]:
        """Returns the token ids of a query. Raises ValueError where it is longer than the limit."""
        ids = self.wrap(self.pieces([self.config.query_prefix + text])[0])
        if len(ids) > self.config.query_limit:
            raise ValueError(f"Expected a query of at most {self.config.query_limit} tokens, got {len(ids)}")
        return ids

    def passages(self, texts: list[str]) -> list[list[int]]:
        """Returns the token ids of passages, each cut at the limit."""
        room = self.config.passage_limit - 2
        prefixed = [self.config.passage_prefix + text for text in texts]
        return [self.wrap(ids[:room]) for ids in self.pieces(prefixed)]

    def pieces(self, texts: list[str]) -> list[list[int]]:
        """Returns the token ids of texts without control tokens."""
        encodings = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def wrap(self, ids: list[int]) -> list[int]:
        """Puts [CLS] before and [SEP] after the ids."""
        return [self.config.cls, *ids, self.config.sep]


def stripped(tokenizer: Tokenizer) -> str:
    """Returns the tokenizer as JSON without padding and truncation."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer.to_str(pretty=False)
