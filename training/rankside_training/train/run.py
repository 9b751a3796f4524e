"""A training run: its loop, its checkpoints and its curve."""

import json
import time
from pathlib import Path

import numpy as np
import torch

from ..data.prepared import Prepared
from ..evaluate.validate import judge, quality
from ..network.batches import batches
from ..network.encoder import Network, Vectors, joined, save
from .objective import Batch, losses
from .recipes import Recipe
from .teacher import Teacher

KEEP_EVERY = 300  # seconds between checkpoints
CHECK = {"queries": 10, "candidates": 20}  # of each validation source, for the curve


class Run:
    """One training run and its files: `last.pt` to resume from, `curve.jsonl`, and checkpoints for the export."""

    def __init__(self, network: Network, prepared: Prepared, recipe: Recipe, folder: Path, work: Path):
        self.network, self.prepared, self.recipe, self.folder = network, prepared, recipe, folder
        self.teacher = Teacher(work, prepared)
        heads = list(network.exits.parameters())
        self.optimizer = torch.optim.AdamW(
            [
                {"params": list(network.bert.parameters()), "peak": recipe.rate},
                {"params": heads, "peak": recipe.head_rate},
            ],
            lr=recipe.rate,
            weight_decay=recipe.decay,
            betas=(0.9, 0.98),
        )
        self.average = {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}
        self.step, self.seconds = 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "last.pt").exists():
            self.restore()

    def go(self) -> None:
        """Trains until the last step of the recipe."""
        order = np.random.default_rng(self.recipe.seed)
        size = len(self.prepared.training)
        needed = self.recipe.steps * self.recipe.queries
        drawn = np.concatenate([order.permutation(size) for _ in range(-(-needed // size))])
        kept = began = time.monotonic()
        sums: dict[str, list[float]] = {}
        while self.step < self.recipe.steps:
            if self.step % self.recipe.check == 0:
                self.check(sums)
                sums, began = {}, time.monotonic()
            start = self.step * self.recipe.queries
            for name, value in self.learn(
                [self.prepared.training[i] for i in drawn[start : start + self.recipe.queries]]
            ).items():
                sums.setdefault(name, []).append(value)
            self.step += 1
            self.seconds += time.monotonic() - began
            began = time.monotonic()
            if began - kept > KEEP_EVERY:
                self.keep()
                kept = began
        self.keep()
        self.check(sums)

    def learn(self, items: list[dict]) -> dict[str, float]:
        """Makes one step and returns its losses."""
        batch = gather(items, self.recipe)
        fraction = self.step / self.recipe.steps
        scale = min(fraction / self.recipe.warmup, 1.0) * (1 - fraction)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * max(scale, 1e-3)
        queries, passages = self.encode(batch.queries), self.encode(batch.passages)
        exits = {depth: (queries[depth], passages[depth]) for depth in queries}
        teacher = tuple(self.teacher.vectors(texts, self.recipe.limit) for texts in (batch.queries, batch.passages))
        found = losses(exits, teacher, batch, self.recipe, self.network.shape.vector_bits)
        self.optimizer.zero_grad()
        sum(found.values()).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        keep = min(self.recipe.average, (1 + self.step) / (10 + self.step))
        for name, tensor in self.network.state_dict().items():
            self.average[name].lerp_(tensor, 1 - keep) if tensor.is_floating_point() else None
        return {name: float(value.detach()) for name, value in found.items()}

    def encode(self, texts: list[int], budget: int = 3072) -> dict[str, Vectors]:
        """Encodes texts in batches of similar length and returns them in the order of `texts`."""
        groups = batches(self.prepared.lengths(self.recipe.limit)[texts].tolist(), budget)
        width = int(self.prepared.lengths(self.recipe.limit)[texts].max())
        found = []
        for group in groups:
            with torch.autocast("cpu", torch.bfloat16):
                found.append(self.network(*self.prepared.batch([texts[i] for i in group], self.recipe.limit)))
        back = torch.tensor(np.argsort(np.concatenate(groups)))
        return {depth: joined([each[depth] for each in found], width)[back] for depth in found[0]}

    def check(self, sums: dict[str, list[float]]) -> None:
        """Validates the averaged weights and appends a line to the curve."""
        own = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        judged = judge(self.network, self.prepared, self.prepared.first(CHECK["queries"]), 256, CHECK["candidates"])
        save(self.network, self.folder / "average")
        self.network.load_state_dict(own)
        line = {
            "step": self.step,
            "minutes": round(self.seconds / 60, 1),
            "ndcg": {
                depth: {k: round(v, 4) for k, v in quality(rows, self.recipe.cosine).items()}
                for depth, rows in judged.items()
            },
            "losses": {name: round(float(np.mean(values)), 4) for name, values in sums.items()},
        }
        with open(self.folder / "curve.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")
        print(
            line["step"], line["minutes"], {d: v["mean"] for d, v in line["ndcg"].items()}, line["losses"], flush=True
        )

    def keep(self) -> None:
        """Writes the state that a run resumes from."""
        state = {
            "network": self.network.state_dict(),
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
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]


def gather(items: list[dict], recipe: Recipe) -> Batch:
    """Collects the texts of a step."""
    texts = [text for item in items for text in (item["positive"], *item["negatives"][: recipe.negatives])]
    passages = list(dict.fromkeys(texts))
    positive = torch.tensor([passages.index(item["positive"]) for item in items])
    return Batch([item["query"] for item in items], passages, positive)
