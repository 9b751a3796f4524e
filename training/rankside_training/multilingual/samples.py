"""Short texts in every language of unpacked Debian packages."""

import random
import re
from collections import defaultdict
from pathlib import Path

from .texts import documents

LEAST, MOST = 200, 600  # characters
SEEN = 400  # candidates of a language among which the sample is drawn


def snippets(packages: Path, count: int, seed: int = 0) -> list[str]:
    """Returns at most `count` random texts of each language."""
    found: dict[str, list[str]] = defaultdict(list)
    for language, texts in documents(packages, every=40):
        for text in texts:
            text = re.sub(r"\s+", " ", text).strip()
            if len(text) >= LEAST and len(found[language]) < SEEN:
                start = random.Random(f"{seed}/{len(found[language])}").randrange(max(1, len(text) - MOST))
                found[language].append(text[start : start + MOST])
    return [
        text
        for language, texts in sorted(found.items())
        for text in random.Random(f"{seed}/{language}").sample(texts, min(count, len(texts)))
    ]
