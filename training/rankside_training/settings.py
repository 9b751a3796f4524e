"""The folders that the commands read and write."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
MODELS = PROJECT / "public" / "models"
FIXTURES = PROJECT / "test" / "fixtures" / "models"
DATA = PROJECT.parent / "shared" / "data"
TRAINING = PROJECT / "training"
WORK = TRAINING / "work"  # intermediate results; not committed
CURVES = TRAINING / "curves"
GOLDEN = (
    TRAINING / "rankside_training" / "export" / "golden_queries.json"
)  # queries and passages of the models' golden pairs
