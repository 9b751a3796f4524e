"""The weighted words that query and passage share: BM25 (Robertson and Zaragoza, 2009) over word pieces, k1
0.9, b 0.4.
"""

import numpy as np
import torch
from torch import Tensor

from ..data.prepared import Prepared

K1, B = 0.9, 0.4
LIMIT = 96


class Terms:
    """The statistics of BM25 over some texts."""

    def __init__(self, prepared: Prepared, texts: list[int]):
        self.prepared = prepared
        own = [self.pieces(text) for text in texts]
        counts = np.bincount(np.concatenate([np.unique(ids) for ids in own]), minlength=1 << 15)
        self.idf = np.log(1 + (len(own) - counts + 0.5) / (counts + 0.5))
        self.mean = np.mean([len(ids) for ids in own])

    def pieces(self, text: int) -> np.ndarray:
        """Returns the tokens of a text without control tokens."""
        return self.prepared.row(text, LIMIT)[1:-1]

    def scores(self, queries: list[int], passages: list[int]) -> Tensor:
        """Returns (queries, passages)."""
        counted = [np.unique(self.pieces(passage), return_counts=True) for passage in passages]
        found = np.zeros((len(queries), len(passages)), np.float32)
        for index, (ids, times) in enumerate(counted):
            long = K1 * (1 - B + B * times.sum() / self.mean)
            weight = dict(zip(ids.tolist(), (self.idf[ids] * times / (times + long)).tolist()))
            for row, query in enumerate(queries):
                found[row, index] = sum(weight.get(piece, 0.0) for piece in set(self.pieces(query).tolist()))
        return torch.from_numpy(found)
