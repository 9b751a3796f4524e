"""Where things are, and the choices of an export, as data."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
MODELS = PROJECT / "public" / "models"
FIXTURES = PROJECT / "test" / "fixtures" / "models"
DATA = PROJECT.parent / "shared" / "data"
WORK = PROJECT / "training" / "work"  # what training makes on the way; not kept


@dataclass(frozen=True)
class Quantization:
    """How weights become integers."""

    int4: tuple[str, ...] = ()  # patterns of tensor names (`word`, `layers.*.up`) kept in four bits; all others in eight
    smoothing: float = 0.9  # input channels larger than this share of them are scaled down; 0: none
