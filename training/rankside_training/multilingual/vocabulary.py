"""Cuts a vocabulary to the pieces that people write.

A piece is needed as much as it is used, in the mean over languages: without it, that share of an average language's
text would be split further. The scores of the Unigram model, which are the logarithms of the frequencies that it was
trained with, count as several languages, since they speak for words that no count has seen. Characters stay whatever
their need, because a text with a character that is missing cannot be read.
"""

import unicodedata
from dataclasses import replace

import numpy as np

from ..network.multilingual_e5 import MultilingualE5

LEAST_USES = 20_000
MODEL_WEIGHT = 10  # the scores of the model count as so many languages
WORDS = "embeddings.word_embeddings.weight"
# The scripts whose single characters are kept; characters of others stay only where they are needed.
SCRIPTS = (
    "ARABIC ARMENIAN BENGALI BOPOMOFO CJK CYRILLIC DEVANAGARI ETHIOPIC GEORGIAN GREEK GUJARATI GURMUKHI HANGUL "
    "HEBREW HIRAGANA KANNADA KATAKANA KHMER LAO LATIN MALAYALAM MYANMAR ORIYA SINHALA TAMIL TELUGU THAI TIBETAN"
).split()


def needs(usage: dict[str, np.ndarray], scores: np.ndarray) -> np.ndarray:
    """Returns the mean share of each piece. `usage` holds counts of pieces by language and kind (`de.texts`); the kinds
    of a language have equal weight, and languages with few uses have none.
    """
    by_language: dict[str, list[np.ndarray]] = {}
    for name, row in usage.items():
        if name.endswith(".words") or row.sum() >= LEAST_USES:
            by_language.setdefault(name.split(".")[0], []).append(row / row.sum())
    model = np.exp(np.where(scores < 0, scores, -np.inf))
    rows = [np.mean(found, axis=0) for found in by_language.values()]
    return (np.sum(rows, axis=0) if rows else 0) + MODEL_WEIGHT * model / max(model.sum(), 1e-30)


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
