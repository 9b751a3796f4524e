"""Texts as the model reads them: tokenized as the browser does it, and encoded by the plain blocks."""

import torch
from tokenizers import Tokenizer

from .encode import Line
from .network import CLS, SEP, SmallLm
from .wording import Words


class Reader:
    def __init__(self, model: SmallLm, tokenizer: str):
        self.model, self.tokenizer = model, Tokenizer.from_str(tokenizer)
        self.words = Words(self.tokenizer)

    def pieces(self, text: str) -> list[int]:
        return self.tokenizer.encode(" ".join(text.split()), add_special_tokens=False).ids

    def line(self, text: str, limit: int, ahead: bool = False) -> Line:
        return self.of_ids(self.pieces(text)[:limit], ahead)

    @torch.inference_mode()
    def of_ids(self, pieces: list[int], ahead: bool = False) -> Line:
        """`ahead`: read forwards alone, not finished."""
        ids = torch.tensor([CLS, *pieces] if ahead else [CLS, *pieces, SEP])
        seen = torch.ones(len(ids), len(ids), dtype=torch.bool)
        states = self.model.encoded(ids[None], torch.arange(len(ids))[None], (seen.tril() if ahead else seen)[None])[0]
        return Line(ids.numpy(), states)
