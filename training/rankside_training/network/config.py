"""The sizes and settings of a late-interaction encoder, as `config.json` of a checkpoint holds them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exit:
    """A layer after which the encoder may stop, with the weights of its logit: cosine · cos(pooled) + maxsim ·
    MaxSim.
    """

    depth: int
    cosine: float
    maxsim: float


@dataclass(frozen=True)
class Config:
    """The sizes and settings of a late-interaction encoder."""

    name: str
    layers: int
    hidden: int
    heads: int
    inner: int  # width of the hidden layer of a feed-forward part
    embedding: int  # width of the word table; where it is less than `hidden`, the matrix `widen` follows it
    vocabulary: int
    positions: int
    token_dim: int  # length of a token vector
    exits: tuple[Exit, ...]  # in ascending order; the last exit follows the last layer
    vector_bits: int  # bits of a component of a cached passage's token vector: 8 or 4
    query_limit: int  # in tokens, with control tokens
    passage_limit: int
    cls: int
    sep: int
    epsilon: float = 1e-12  # of the layer normalizations
    # Text that the encoder was trained with before every query and before every passage.
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def depths(self) -> list[int]:
        """The numbers of layers after which the encoder may stop, in ascending order."""
        return [each.depth for each in self.exits]


# The fields that have the same name in `config.json`.
SAME = ("name", "layers", "hidden", "heads", "inner", "embedding", "vocabulary", "positions", "cls", "sep", "epsilon")


def config_of(made: dict) -> Config:
    """Reads a configuration from the content of `config.json`. Raises ValueError unless the deepest exit follows the
    last layer, since no exit would use the layers after it.
    """
    exits = sorted(
        (Exit(int(depth), **weights) for depth, weights in made["exits"].items()), key=lambda each: each.depth
    )
    if not exits or exits[-1].depth != made["layers"]:
        raise ValueError(f"Expected the deepest exit after layer {made['layers']}, got exits {sorted(made['exits'])}")
    if made["vectorBits"] not in (4, 8):
        raise ValueError(f"Expected `vectorBits` to be 4 or 8, got {made['vectorBits']}")
    limits, before = made["limits"], made.get("before", {})
    return Config(
        **{name: made[name] for name in SAME},
        token_dim=made["tokenDim"],
        vector_bits=made["vectorBits"],
        exits=tuple(exits),
        query_limit=limits["query"],
        passage_limit=limits["passage"],
        query_prefix=before.get("query", ""),
        passage_prefix=before.get("passage", ""),
    )


def as_json(config: Config) -> dict:
    """Returns the content of `config.json`, the inverse of `config_of`."""
    return {
        **{name: getattr(config, name) for name in SAME},
        "tokenDim": config.token_dim,
        "vectorBits": config.vector_bits,
        "exits": {str(each.depth): {"cosine": each.cosine, "maxsim": each.maxsim} for each in config.exits},
        "limits": {"query": config.query_limit, "passage": config.passage_limit},
        **({"before": before_of(config)} if before_of(config) else {}),
    }


def before_of(config: Config) -> dict[str, str]:
    """Returns the prefixes of queries and passages by kind, without those that are empty."""
    both = {"query": config.query_prefix, "passage": config.passage_prefix}
    return {kind: prefix for kind, prefix in both.items() if prefix}
