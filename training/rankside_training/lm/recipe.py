"""The settings of the language model's training, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """The settings of a run. The loss is a weighted sum. Rates fall from their peak to 0 over `steps`."""

    steps: int = 600
    queries: int = 8  # in a step
    negatives: int = 3  # mined for each query
    others: int = 5  # passages of other queries that a query is compared with
    limit: int = 80  # tokens of a passage, at most
    lists: int = 6
    worst_from: float = 0.6  # the share of the run after which lists ask for the worst passage
    list_limit: int = 48  # tokens of a passage in a list, at most
    rate: float = 1e-3
    compare_rate: float = 3e-4  # of the queries and keys of the far block, which start from `base`
    scale_rate: float = 1e-2  # of temperatures and sinks
    warmup: float = 0.03
    average: float = 0.99
    temperature: float = 0.05  # of the logits of `base`
    margin: float = 0.08  # a negative that `base` scores this far above the positive counts as unjudged
    bonus: float = 0.08  # added to the answer's logit of `base`, where a list is ordered
    pairs: float = 1.0
    attention: float = 0.5
    words: float = 0.1  # cross-entropy of the query's words after the passage that answers it
    likelihood: float = 0.5  # the same words are likelier there than after other passages
    picks: float = 1.5
    written: float = 0.5
    check: int = 100
    keep: int = 120  # seconds between checkpoints
