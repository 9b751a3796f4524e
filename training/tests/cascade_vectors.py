"""Writes cascade_vectors.json: queries with the logits of two models, and the passages that the cascade scores.

Run `python tests/cascade_vectors.py`. test_cascade.py compares the Python rule with the file, and
test/cascade/shared-vectors.test.ts the rule that ships.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from rankside_training.calibrate.cascade_rule import STEP, TOP, Fit, replay

PATH = Path(__file__).parent / "cascade_vectors.json"
LIMIT = 0.3  # expected misses of the top ten, as EXPECTED_MISSES in src/cascade/survivors.ts

FITS = {
    "as shipped": Fit(0.917, -0.022, 0.043, 0.037),
    "a query without a shift": Fit(0.9, 0.05, 0.05, 0.0),
    "a first-pass model that says little": Fit(0.3, 0.2, 0.12, 0.05),
    "a first-pass model that says nearly all": Fit(1.0, 0.0, 0.004, 0.02),
}
SIZES = (4, 10, 11, 60)


def main() -> None:
    cases = [case(name, fit, size, seed) for seed, (name, fit) in enumerate(FITS.items()) for size in SIZES]
    lines = ",\n".join(json.dumps(each) for each in cases)
    PATH.write_text(f'{{"top": {TOP}, "step": {STEP}, "limit": {LIMIT}, "cases": [\n{lines}\n]}}\n')


def case(name: str, fit: Fit, size: int, seed: int) -> dict:
    """Draws one query as the fit describes it, and replays the cascade on it."""
    rng = np.random.default_rng([seed, size])
    first_pass = np.round(rng.normal(0.4, 0.1, size), 5)
    noise = rng.normal(0, fit.residual, size) + rng.normal(0, fit.shift)
    main = np.round(fit.intercept + fit.slope * first_pass + noise, 5)
    found = replay(fit, first_pass, main, LIMIT)
    return {
        "name": f"{name}, {size} passages",
        "fit": vars(fit),
        "firstPass": first_pass.tolist(),
        "main": main.tolist(),
        "scored": found.scored,
        "missProbability": found.miss_probability,
    }


if __name__ == "__main__":
    main()
