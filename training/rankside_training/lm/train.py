"""Trains the language model: `python -m rankside_training.lm.train`. Resumes where it stopped."""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from ..checkpoint import read_checkpoint
from ..nbits import as_stored
from ..prepared import Prepared
from ..settings import WORK
from ..teacher import Teacher
from ..train import changed
from .export import NAME, bits_of
from .judge import validate
from .learn import Learner
from .lessons import Group, Texts, groups
from .network import SmallLm
from .recipe import Recipe
from .start import started
from .wording import Words, own_tokenizer

CHECK = {"queries": 6, "candidates": 20}  # of each validation source, for the curve
NEW = ("temperature", "sink", "distance")  # parameters that `base` does not have, beside the head


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the small language model")
    parser.add_argument("--work", type=Path, default=WORK, help="what `prepare`, `teacher` and `choose base` wrote")
    parser.add_argument("--run", type=Path, help="default: <work>/runs/small-lm")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="changes to the recipe")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    Run(changed(Recipe(), options.set), options.work, options.run or options.work / "runs" / NAME).go()


class Run:
    """One training run and its files: `last.pt` to go on from, `average.pt` to export, `curve.jsonl`."""

    def __init__(self, recipe: Recipe, work: Path, folder: Path):
        self.recipe, self.folder = recipe, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.prepared = Prepared(work)
        base = read_checkpoint(work / "chosen" / "base")
        self.words = Words(Tokenizer.from_str(own_tokenizer(base.tokenizer.to_str())))
        self.model = started(base, self.prepared, self.words)
        # What `base` knows of words stays, as four bits leave it; a step without these gradients takes a quarter of the time.
        tables = nn.ModuleList((self.model.word, self.model.position)).requires_grad_(False)
        as_stored(tables, bits_of)
        self.teacher = Teacher(work, self.prepared)
        self.learner = Learner(self.model, recipe, self.words, Texts(self.prepared), self.teacher)
        self.optimizer = optimizer_of(self.model, self.learner.scales, recipe)
        self.average = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        self.step, self.seconds = 0, 0.0
        if (folder / "last.pt").exists():
            self.restore()

    def go(self) -> None:
        torch.manual_seed(self.step)
        rng = random.Random(self.step)
        drawn = groups(self.prepared.training, self.teacher.pooled, self.recipe.queries, self.recipe.negatives, self.step)
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
        fraction = self.step / self.recipe.steps
        for each in self.optimizer.param_groups:
            each["lr"] = each["peak"] * max(min(fraction / self.recipe.warmup, 1.0) * (1 - fraction), 1e-3)
        found = self.learner.learn(group, rng)
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        keep = min(self.recipe.average, (1 + self.step) / (10 + self.step))
        for name, tensor in self.model.named_parameters():
            self.average[name].lerp_(tensor.detach(), 1 - keep) if tensor.requires_grad else None
        return found

    def check(self, sums: dict[str, list[float]]) -> None:
        """Validates the averaged weights and writes a line of the curve."""
        own = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        self.model.load_state_dict(self.average)
        judged = validate(self.model, self.words, self.prepared, **CHECK)
        torch.save(self.average, self.folder / "average.pt")
        self.model.load_state_dict(own)
        line = {
            "step": self.step, "minutes": round(self.seconds / 60, 1), "ndcg": judged,
            "losses": {name: round(float(np.mean(values)), 4) for name, values in sums.items()},
        }
        with open(self.folder / "curve.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")
        print(line, flush=True)

    def keep(self) -> None:
        state = {
            "model": self.model.state_dict(), "scales": self.learner.scales.state_dict(), "optimizer": self.optimizer.state_dict(),
            "average": self.average, "step": self.step, "seconds": self.seconds,
        }
        torch.save(state, self.folder / "next.pt")
        (self.folder / "next.pt").replace(self.folder / "last.pt")

    def restore(self) -> None:
        state = torch.load(self.folder / "last.pt")
        self.model.load_state_dict(state["model"])
        self.learner.scales.load_state_dict(state["scales"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]


def optimizer_of(model: SmallLm, scales: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """What is not in `base` learns faster."""
    trained = [(name, each) for name, each in model.named_parameters() if each.requires_grad]
    is_new = lambda name: name.split(".")[-1] in NEW or name.startswith("head.")
    rates = [
        {"params": [each for name, each in trained if not is_new(name)], "peak": recipe.rate},
        {"params": [each for name, each in trained if is_new(name)], "peak": recipe.new_rate},
        {"params": list(scales.parameters()), "peak": recipe.scale_rate},
    ]
    return torch.optim.AdamW(rates, lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.98))


if __name__ == "__main__":
    main()
