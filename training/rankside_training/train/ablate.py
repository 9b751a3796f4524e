"""Measures what each part of the training contributes: `python -m rankside_training.train.ablate`.

It makes short runs of one recipe with one change each, and validates the moving average of the weights and the last
weights. Finished runs are kept, so a command that was stopped resumes. It writes `curves/ablation.json`; the runs of
`fast` at several widths show the effect of size.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import torch

from ..data.prepared import Prepared
from ..evaluate.validate import judge, quality
from ..network.encoder import Network, load, load_untrained
from ..settings import CURVES, WORK
from .recipes import RECIPES, changed
from .run import Run
from .start import cut, narrow

OUT = CURVES / "ablation.json"
QUERIES, CANDIDATES, LIMIT = 40, 50, 256  # queries of each validation source, their candidates, tokens of a passage


@dataclass(frozen=True)
class Ablation:
    """The differences of a run from its model's recipe."""

    model: str
    changes: list[str] = field(default_factory=list)
    hidden: int = 256


SHORT = ["steps=150", "check=150"]

ABLATIONS = {
    "fast": Ablation("fast"),
    "fast, 2 x 128": Ablation("fast", hidden=128),
    "fast, 2 x 192": Ablation("fast", hidden=192),
    "fast, 2 x 384": Ablation("fast", hidden=384),
    "fast, labels alone": Ablation("fast", ["labels=1", "ranking=0", "tokens=0", "pooled=0"]),
    "fast, no mined negatives": Ablation("fast", ["negatives=0"]),
    "fast, cosine alone": Ablation("fast", ["cosine=1"]),
}
FULL = ("fast", "base")  # finished runs of `train`


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what each part of the training contributes")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared = Prepared(options.work)
    found = json.loads(OUT.read_text()) if OUT.exists() else {}
    work = {
        name: lambda name=name, each=each: measure(name, each, prepared, options.work)
        for name, each in ABLATIONS.items()
    }
    work |= {f"{name}, full run": lambda name=name: averaged(name, prepared, options.work) for name in FULL}
    for name, measured in work.items():
        if name in found:
            continue
        found[name] = measured()
        OUT.write_text(json.dumps(found, indent=1) + "\n")
        print(name, json.dumps(found[name]), flush=True)


def measure(name: str, ablation: Ablation, prepared: Prepared, work: Path) -> dict:
    """Trains and validates one run."""
    recipe = changed(RECIPES[ablation.model], SHORT + ablation.changes)
    torch.manual_seed(recipe.seed)
    folder = work / "runs" / f"ablation-{name.replace(', ', '-').replace(' ', '-')}"
    run = Run(beginning(ablation, prepared, work), prepared, recipe, folder, work)
    run.go()
    cosine = recipe.cosine
    return {
        "steps": recipe.steps,
        "minutes": round(run.seconds / 60, 1),
        "average": validated(load(folder / "average"), prepared, cosine),
        "last": validated(run.network, prepared, cosine),
    }


def averaged(model: str, prepared: Prepared, work: Path) -> dict:
    """Validates the moving average and the last weights of a finished run of `train`."""
    folder = work / "runs" / model
    state = torch.load(folder / "last.pt")
    network = load(folder / "average")
    found = {"steps": state["step"], "average": validated(network, prepared, RECIPES[model].cosine)}
    network.load_state_dict(state["network"])
    return {**found, "last": validated(network, prepared, RECIPES[model].cosine)}


def beginning(ablation: Ablation, prepared: Prepared, work: Path) -> Network:
    """Returns the network that a run starts from."""
    untrained = load_untrained(work)
    shape = narrow(ablation.hidden, min(128, ablation.hidden), 48)
    return cut(prepared, shape, [0, 5], untrained.exits["6"].project.weight.data)


def validated(network: Network, prepared: Prepared, cosine: float) -> dict[str, float]:
    """Returns the mean nDCG@10 over the validation sources, by exit."""
    judged = judge(network, prepared, prepared.first(QUERIES), LIMIT, CANDIDATES)
    return {depth: round(quality(rows, cosine)["mean"], 4) for depth, rows in judged.items()}


if __name__ == "__main__":
    main()
