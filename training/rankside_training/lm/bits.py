"""In how many bits the language model's weights are stored, so that it fits 15 MB."""

from .network import Shape

TABLES = (4, 128)  # bits and group of the word and position tables, which `base` has in four bits too
INNER = (4, 32)  # of the plain blocks' feed-forward parts
OTHERS = (8, 128)


def bits_of(shape: tuple[int, int]) -> tuple[int, int] | None:
    if shape[0] in (Shape.vocabulary, Shape.positions):
        return TABLES
    if shape[1] % OTHERS[1]:
        return None
    return INNER if Shape.inner in shape else OTHERS
