"""Cuts a vocabulary to the pieces that people write.

A piece is needed as much as the language that needs it most: the need of a piece in a language is the share of the
language's text that would be split further if the piece and all rarer ones were missing. The scores of the Unigram
model, which are the logarithms of the frequencies that it was trained with, speak for languages without counts.
Characters stay whatever their need, since a text with a character that is missing cannot be read.
"""

import unicodedata
from dataclasses import replace

import numpy as np

from ..network.multilingual_e5 import MultilingualE5

WORDS = "embeddings.word_embeddings.weight"
# The scripts whose single characters are kept; characters of others stay only where they are needed.
SCRIPTS = (
    "ARABIC ARMENIAN BENGALI BOPOMOFO CJK CYRILLIC DEVANAGARI ETHIOPIC GEORGIAN GREEK GUJARATI GURMUKHI HANGUL "
    "HEBREW HIRAGANA KANNADA KATAKANA KHMER LAO LATIN MALAYALAM MYANMAR ORIYA SINHALA TAMIL TELUGU THAI TIBETAN"
).split()


def needs(usage: dict[str, np.ndarray], scores: np.ndarray) -> np.ndarray:
    """Returns the need of each piece in [0, 1]. `usage` holds counts of pieces by language."""
    rows = [*usage.values(), np.exp(np.where(scores < 0, scores, -np.inf))]
    return np.max([tail(row) for row in rows if row.sum() > 0], axis=0)


def tail(counts: np.ndarray) -> np.ndarray:
    """Returns for each piece the share of all uses that it and the rarer pieces have; 0 for an unused piece."""
    order = np.argsort(-counts, kind="stable")
    used = counts[order]
    shares = np.empty_like(counts, dtype=np.float64)
    shares[order] = np.where(used > 0, np.cumsum(used[::-1])[::-1] / used.sum(), 0)
    return shares


def chosen(model: MultilingualE5, usage: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Returns the ids of `count` pieces, ascending: control tokens, characters, and the most needed others."""
    scores = np.array([score for _, score in model.pieces])
    fixed = {model.cls, model.sep, model.pad, model.unknown}
    fixed |= {i for i, (piece, _) in enumerate(model.pieces) if is_character(piece)}
    need = needs(usage, scores)
    rank = np.lexsort((-scores, -need))  # by need, then by score
    kept = sorted(fixed, key=lambda i: (-need[i], -scores[i]))[:count]
    others = [i for i in rank.tolist() if i not in fixed and model.pieces[i][0] != "<mask>"]
    return np.sort(np.array([*kept, *others[: max(0, count - len(kept))]]))


def is_character(piece: str) -> bool:
    """Returns whether a piece is one character: of the scripts above, or of none, such as a sign or an accent."""
    if len(piece) != 1:
        return False
    script = unicodedata.name(piece, "").split(" ")[0]
    return script in SCRIPTS or not piece.isalpha()


def cut(model: MultilingualE5, kept: np.ndarray) -> MultilingualE5:
    """Returns the model with only the pieces of the given ids, which are numbered anew in their order."""
    new = {old: i for i, old in enumerate(kept.tolist())}
    return replace(
        model,
        pieces=[model.pieces[i] for i in kept.tolist()],
        state={**model.state, WORDS: model.state[WORDS][kept]},
        **{name: new[getattr(model, name)] for name in ("cls", "sep", "pad", "unknown")},
    )
