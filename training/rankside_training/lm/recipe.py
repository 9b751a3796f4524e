"""Every choice of the language model's training, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Losses are weighted sums. Rates fall from their peak to 0 over `steps`."""

    steps: int = 480
    queries: int = 8  # a step
    negatives: int = 2  # mined ones a query
    limit: int = 88  # tokens a passage
    lists: int = 4
    list_limit: int = 56  # tokens of a passage in a list
    rate: float = 3e-4
    new_rate: float = 1e-3  # of what is not in `base`: temperatures, sinks, distances, the head
    scale_rate: float = 2e-2  # of what turns attention and likelihood into logits
    warmup: float = 0.04
    average: float = 0.99
    temperature: float = 0.05  # of the teacher's scores
    margin: float = 0.08  # a negative that the teacher puts this far above the positive counts as unjudged
    pairs: float = 1.0
    attention: float = 0.5
    words: float = 0.1  # cross-entropy of the query's words after the passage that answers it
    likelihood: float = 0.5  # and that they are likelier there than after others
    picks: float = 0.5
    check: int = 80
    keep: int = 120  # seconds between checkpoints
