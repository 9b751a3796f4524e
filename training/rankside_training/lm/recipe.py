"""Every choice of the language model's training, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Losses are weighted sums. Rates fall from their peak to 0 over `steps`."""

    steps: int = 600
    queries: int = 8  # a step
    negatives: int = 3  # mined ones a query
    others: int = 5  # passages of the step's other queries that a query is asked about
    limit: int = 80  # most tokens of a passage
    lists: int = 6
    worst_from: float = 0.6  # of the run
    list_limit: int = 48  # most tokens of a passage in a list
    rate: float = 1e-3
    gaze_rate: float = 3e-4  # of what the far block compares by, which starts as `base` has it
    scale_rate: float = 1e-2  # of temperatures and sinks
    warmup: float = 0.03
    average: float = 0.99
    temperature: float = 0.05  # of the logits of `base`
    margin: float = 0.08  # a negative that `base` puts this far above the positive counts as unjudged
    bonus: float = 0.08  # what being the answer adds to a logit of `base`, where a list is ordered
    pairs: float = 1.0
    attention: float = 0.5
    words: float = 0.1  # cross-entropy of the query's words after the passage that answers it
    likelihood: float = 0.5  # and that they are likelier there than after others
    picks: float = 1.5
    written: float = 0.5
    check: int = 100
    keep: int = 120  # seconds between checkpoints
