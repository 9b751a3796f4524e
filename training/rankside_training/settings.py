"""Every choice of the exports, as data."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
MODELS = PROJECT / "public" / "models"
FIXTURES = PROJECT / "test" / "fixtures" / "models"
DATA = PROJECT.parent / "shared" / "data"
WORK = PROJECT / "training" / "work"  # what training makes on the way; not kept


@dataclass(frozen=True)
class Late:
    """A late-interaction encoder: logit = cosine · cos(pooled) + maxsim · MaxSim."""

    name: str
    layers: int
    heads: int
    query_limit: int  # tokens, control tokens included
    passage_limit: int
    token_dim: int  # length of a token vector
    cosine: float
    maxsim: float
    cls: int
    sep: int
    epsilon: float = 1e-12  # of the layer normalisations
    activations: str = "static"  # int8 activation scales: fixed per tensor, or "dynamic" (one per row of a run)
    smoothing: float = 0.9  # input channels larger than this share of them are scaled down; 0: none


BASE = Late(
    name="base", layers=6, heads=12, query_limit=256, passage_limit=256, token_dim=128,
    cosine=0.5, maxsim=0.5, cls=101, sep=102,
)
TINY = Late(
    name="tiny-late", layers=2, heads=2, query_limit=32, passage_limit=64, token_dim=16,
    cosine=0.5, maxsim=0.5, cls=2, sep=3, smoothing=0,
)
