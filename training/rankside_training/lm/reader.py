"""Texts as the model reads them: tokenized as the browser does it, and encoded by the plain blocks."""

import numpy as np
from tokenizers import Tokenizer

from ..export.stored import read_model
from ..settings import MODELS
from .encode import Line
from .network import CLS, SEP, SmallLm
from .wording import Words, own_tokenizer


def tokenizer() -> str:
    """That of `base`, with a token for line breaks."""
    return own_tokenizer(read_model(MODELS / "base").texts.tokenizer.to_str())


class Reader:
    def __init__(self, model: SmallLm):
        self.model, self.tokenizer = model, Tokenizer.from_str(tokenizer())
        self.words = Words(self.tokenizer)

    def pieces(self, text: str) -> list[int]:
        return self.tokenizer.encode(" ".join(text.split()), add_special_tokens=False).ids

    def line(self, text: str, limit: int, ahead: bool = False) -> Line:
        return self.of_ids(self.pieces(text)[:limit], ahead)

    def of_ids(self, pieces: list[int], ahead: bool = False) -> Line:
        """`ahead`: read forwards alone, not finished."""
        ids = [CLS, *pieces] if ahead else [CLS, *pieces, SEP]
        return Line(np.array(ids), self.model.line(ids, ahead))
