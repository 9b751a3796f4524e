"""Trains the language model: `python -m rankside_training.lm.train`. A run that was stopped resumes from its last
checkpoint.
"""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ..data.prepared import Prepared
from ..settings import WORK
from ..train.recipes import changed
from .encode import Encoded, plain_model
from .groups import Group, groups
from .judge import validate
from .learn import Learner
from .network import SmallLm
from .reader import Reader
from .recipe import Recipe
from .terms import Terms

NAME = "small-lm"
CHECK = {"queries": 6, "candidates": 20}  # of each validation source, for the curve
SCALES = ("temperature", "sink", "distance")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the small language model")
    parser.add_argument("--work", type=Path, default=WORK, help="what `prepare` and `lm.encode` wrote")
    parser.add_argument("--run", type=Path, help="default: <work>/runs/small-lm")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="changes to the recipe")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    Run(changed(Recipe(), options.set), options.work, options.run or options.work / "runs" / NAME).go()


class Run:
    """One training run and its files: `last.pt` to resume from, `average.pt` to export, and `curve.jsonl`."""

    def __init__(self, recipe: Recipe, work: Path, folder: Path):
        self.recipe, self.folder = recipe, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.prepared = Prepared(work)
        self.texts = Encoded(work, self.prepared)
        self.model = plain_model()
        self.words = Reader(self.model).words
        # The parts of `base` are fixed, since the texts were encoded with them.
        nn.ModuleList((self.model.word, self.model.position, self.model.norm, self.model.plain)).requires_grad_(False)
        self.items = self.prepared.training[: self.texts.items]
        terms = Terms(self.prepared, [item["positive"] for item in self.items])
        self.learner = Learner(self.model, recipe, self.words, self.texts, terms)
        self.optimizer = optimizer_of(self.model, self.learner.scales, recipe)
        self.average = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        self.step, self.seconds = 0, 0.0
        if (folder / "last.pt").exists():
            self.restore()

    def go(self) -> None:
        """Trains until the last step of the recipe."""
        torch.manual_seed(self.step)
        rng = random.Random(self.step)
        pooled = self.texts.pooled([item["query"] for item in self.items]).numpy()
        drawn = groups(
            self.items, pooled, self.recipe.queries, min(self.recipe.negatives, self.texts.negatives), self.step
        )
        kept, sums = time.monotonic(), {}
        while self.step < self.recipe.steps:
            if self.step % self.recipe.check == 0:
                self.check(sums)
                sums = {}
            began = time.monotonic()
            for name, value in self.learn(next(drawn), rng).items():
                sums.setdefault(name, []).append(value)
            self.step += 1
            self.seconds += time.monotonic() - began
            if time.monotonic() - kept > self.recipe.keep:
                self.keep()
                kept = time.monotonic()
        self.keep()
        self.check(sums)

    def learn(self, group: Group, rng: random.Random) -> dict[str, float]:
        """Makes one step and returns its losses."""
        fraction = self.step / self.recipe.steps
        for each in self.optimizer.param_groups:
            each["lr"] = each["peak"] * max(min(fraction / self.recipe.warmup, 1.0) * (1 - fraction), 1e-3)
        found = self.learner.learn(group, rng, fraction)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        keep = min(self.recipe.average, (1 + self.step) / (10 + self.step))
        for name, tensor in self.model.named_parameters():
            self.average[name].lerp_(tensor.detach(), 1 - keep) if tensor.requires_grad else None
        return found

    def check(self, sums: dict[str, list[float]]) -> None:
        """Validates the averaged weights and appends a line to the curve."""
        own = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        self.model.load_state_dict(self.average)
        judged = validate(self.model, self.learner.parts, self.texts, self.prepared, **CHECK)
        torch.save(self.average, self.folder / "average.pt")
        self.model.load_state_dict(own)
        line = {
            "step": self.step,
            "minutes": round(self.seconds / 60, 1),
            "ndcg": judged,
            "losses": {name: round(float(np.mean(values)), 4) for name, values in sums.items()},
        }
        with open(self.folder / "curve.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")
        print(line, flush=True)

    def keep(self) -> None:
        """Writes the state that a run resumes from."""
        state = {
            "model": self.model.state_dict(),
            "scales": self.learner.scales.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "step": self.step,
            "seconds": self.seconds,
        }
        torch.save(state, self.folder / "next.pt")
        (self.folder / "next.pt").replace(self.folder / "last.pt")

    def restore(self) -> None:
        """Reads the state that a run resumes from."""
        state = torch.load(self.folder / "last.pt")
        self.model.load_state_dict(state["model"])
        self.learner.scales.load_state_dict(state["scales"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]


def optimizer_of(model: SmallLm, scales: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Returns an optimizer with a low rate for the queries and keys that start from `base`, and a high rate for the few
    scales of each head.
    """
    kinds: dict[str, list] = {"rate": [], "compare_rate": [], "scale_rate": list(scales.parameters())}
    for name, each in model.named_parameters():
        if each.requires_grad:
            from_base = name.startswith(("far.gaze.query", "far.gaze.key"))
            kinds["scale_rate" if name.split(".")[-1] in SCALES else "compare_rate" if from_base else "rate"].append(
                each
            )
    rates = [{"params": some, "peak": getattr(recipe, kind)} for kind, some in kinds.items()]
    return torch.optim.AdamW(rates, lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.98))


if __name__ == "__main__":
    main()
