"""Texts to token ids, as the browser does it."""

from tokenizers import Tokenizer

from .config import Config


def passage_text(title: str | None, text: str) -> str:
    """What the model reads of a passage: the title, if any, on a line of its own before the text."""
    return f"{title}\n{text}" if title else text


class TextEncoder:
    """Control tokens around a text's pieces; passages are cut at their limit, queries must fit."""

    def __init__(self, tokenizer: Tokenizer, config: Config):
        self.tokenizer = tokenizer
        self.config = config
        tokenizer.no_padding()
        tokenizer.no_truncation()

    def query(self, text: str) -> list[int]:
        ids = self.wrap(self.pieces([text])[0])
        if len(ids) > self.config.query_limit:
            raise ValueError(f"Expected a query of at most {self.config.query_limit} tokens, got {len(ids)}")
        return ids

    def passages(self, texts: list[str]) -> list[list[int]]:
        room = self.config.passage_limit - 2
        return [self.wrap(ids[:room]) for ids in self.pieces(texts)]

    def pieces(self, texts: list[str]) -> list[list[int]]:
        encodings = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def wrap(self, ids: list[int]) -> list[int]:
        return [self.config.cls, *ids, self.config.sep]


def stripped(tokenizer: Tokenizer) -> str:
    """The tokenizer as JSON, without padding and truncation."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer.to_str(pretty=False)
