"""Texts as the model reads them: tokenized as in the browser, and encoded by the plain blocks."""

import numpy as np
from tokenizers import Tokenizer

from ..export.stored import read_model
from ..settings import MODELS
from .encode import Line
from .network import CLS, SEP, SmallLm
from .wording import Words, own_tokenizer


def tokenizer() -> str:
    """Returns the tokenizer of `base` with a token for line breaks."""
    return own_tokenizer(read_model(MODELS / "base").texts.tokenizer.to_str())


class Reader:
    """Tokenizes and encodes texts."""

    def __init__(self, model: SmallLm):
        self.model, self.tokenizer = model, Tokenizer.from_str(tokenizer())
        self.words = Words(self.tokenizer)

    def pieces(self, text: str) -> list[int]:
        """Returns the tokens of a text without line breaks."""
        return self.tokenizer.encode(" ".join(text.split()), add_special_tokens=False).ids

    def line(self, text: str, limit: int, causal: bool = False) -> Line:
        """Encodes the first `limit` tokens of a text."""
        return self.of_ids(self.pieces(text)[:limit], causal)

    def of_ids(self, pieces: list[int], causal: bool = False) -> Line:
        """Encodes tokens. `causal`: the line is not finished and read with causal attention."""
        ids = [CLS, *pieces] if causal else [CLS, *pieces, SEP]
        return Line(np.array(ids), self.model.line(ids, causal))
