"""The bits in which the language model's weights are stored, chosen so that the file is under 15 MB."""

from .network import Shape

TABLES = (4, 128)  # bits and group of the word and position tables; `base` stores its word table in four bits too
INNER = (4, 32)  # of the feed-forward parts of the plain blocks
OTHERS = (8, 128)


def bits_of(shape: tuple[int, int]) -> tuple[int, int] | None:
    """Returns the bits and the group of a tensor of this shape, or None where it stays in fp32."""
    if shape[0] in (Shape.vocabulary, Shape.positions):
        return TABLES
    if shape[1] % OTHERS[1]:
        return None
    return INNER if Shape.inner in shape else OTHERS
