"""The folders that the commands read and write."""

from pathlib import Path

TRAINING = Path(__file__).resolve().parents[1]
PROJECT = TRAINING.parent
MODELS = PROJECT / "public" / "models"
FIXTURES = PROJECT / "test" / "fixtures" / "models"
DATA = PROJECT.parent / "shared" / "data"
WORK = TRAINING / "work"  # intermediate results; not committed
CURVES = TRAINING / "curves"
# The queries and passages of the models' golden pairs.
GOLDEN = TRAINING / "rankside_training" / "export" / "golden_queries.json"
