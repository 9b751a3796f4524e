"""The prepared texts with the prefixes that an encoder was trained with."""

from pathlib import Path

import numpy as np

from ..data.prepared import Prepared
from ..network.text import TextEncoder


class Prefixed(Prepared):
    """Texts as `TextEncoder` reads them: a prefix follows the first control token."""

    def __init__(self, work: Path, texts: TextEncoder):
        super().__init__(work)
        config = texts.config
        self.prefixes = [np.array(ids) for ids in texts.pieces([config.passage_prefix, config.query_prefix])]

    def lengths(self, limit: int) -> np.ndarray:
        """Returns the number of tokens of each text with its prefix, cut at `limit`."""
        extra = np.array([len(ids) for ids in self.prefixes])[self.query.astype(int)]
        return np.minimum(np.diff(self.offsets) + extra, limit)

    def row(self, text: int, limit: int) -> np.ndarray:
        """Returns a text's ids. A text that is cut keeps its last control token."""
        prefix = self.prefixes[int(self.query[text])]
        ids = super().row(text, limit - len(prefix))
        return np.concatenate([ids[:1], prefix, ids[1:]])
