"""The settings of the training runs, as data."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Recipe:
    """The settings of one run. The loss is a weighted sum, and logits are divided by `temperature` before a softmax."""

    queries: int  # in a step
    negatives: int  # mined for each query; the passages of the other queries are negatives too
    steps: int
    rate: float  # peak learning rate of the encoder
    head_rate: float  # peak learning rate of the exits
    limit: int = 192  # tokens of a passage
    warmup: float = 0.05
    decay: float = 0.01  # weight decay of AdamW
    average: float = 0.99  # decay of the moving average of the weights
    temperature: float = 0.05
    cosine: float = 0.33  # share of the pooled vectors in a logit; the rest is MaxSim
    labels: float = 1.0  # cross-entropy of the positive among all passages of the step
    # KL from the ranking of the untrained encoder (for the last exit) or of the last exit (for the others)
    ranking: float = 1.0
    tokens: float = 0.0  # 1 − cosine with the untrained encoder's token vectors
    pooled: float = 0.0  # squared error of the cosines between pooled vectors
    margin: float = 0.08  # a negative that the untrained encoder puts this far above the positive counts as unjudged
    check: int = 100  # steps between validations
    seed: int = 0


PASSAGE_LIMIT = 512  # in tokens; on joined passages, 512 ranked 5 points of nDCG@10 better than 256
VECTOR_BITS = 4  # 0.2 points of nDCG@10 less than 8 bits

RECIPES = {
    # The rates are low, since the encoder knows more than the pool can teach. The other exits learn from the last one.
    "base": Recipe(
        queries=12, negatives=3, steps=420, rate=3e-5, head_rate=5e-4, cosine=0.25, ranking=0.5, tokens=0.5, check=60
    ),
    # The vector of every token has the largest weight, since it is the densest target.
    "fast": Recipe(
        queries=32,
        negatives=2,
        steps=900,
        rate=1e-3,
        head_rate=1e-3,
        tokens=10.0,
        pooled=10.0,
        labels=0.5,
        average=0.995,
        limit=160,
    ),
}


def changed(recipe: Recipe, changes: list[str]) -> Recipe:
    """Returns the recipe with changes of the form NAME=VALUE."""
    pairs = dict(change.split("=") for change in changes)
    return replace(recipe, **{name: type(getattr(recipe, name))(value) for name, value in pairs.items()})
