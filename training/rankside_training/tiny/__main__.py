"""Writes the test fixtures in test/fixtures/models: `python -m rankside_training.tiny`."""

import json
from functools import partial

from ..export.golden import smallest_gap
from ..settings import FIXTURES
from .causal import FAMILIES, write_tiny_causal
from .cross import write_tiny_cross
from .late import write_tiny_late
from .tailored import write_tiny_first, write_tiny_judge, write_tiny_looker
from .text import GOLDEN_QUERIES
from .tokenizers import write_tokenizers


def main() -> None:
    queries = json.loads(GOLDEN_QUERIES.read_text())
    write_tokenizers(FIXTURES / "tokenizers")
    causal = [(family.name, partial(write_tiny_causal, family)) for family in FAMILIES]
    tailored = [("tiny-judge", write_tiny_judge), ("tiny-looker", write_tiny_looker), ("tiny-first", write_tiny_first)]
    for name, write in (("tiny-late", write_tiny_late), ("tiny-cross", write_tiny_cross), *causal, *tailored):
        errors = write(FIXTURES / name, queries)
        entries = json.loads((FIXTURES / name / "card.json").read_text())["golden"]
        print(name, "smallest gap", round(smallest_gap(entries), 4), "errors", errors)


if __name__ == "__main__":
    main()
