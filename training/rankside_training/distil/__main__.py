"""Cuts a student from e5-small-v2 and teaches it the teacher's states: `python -m rankside_training.distil`.

A run that was stopped resumes from its last checkpoint. The rate falls with the time that the run has taken, so that a
run ends when it should on a processor of any speed.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from ..data.prepared import Prepared
from ..network.batches import batches
from ..network.e5 import load_e5
from ..network.encoder import Network, load, save
from ..settings import WORK
from .objective import Weights, losses
from .refit import refit
from .student import SAMPLE, Space, space_of, start

LIMIT = 192  # tokens of a text
TOKENS = 1152  # of passages in a step, with padding
QUERY_TOKENS = 256  # of queries in a step
FITTED = (250, 150)  # queries and passages that the student is fitted to before the first step
WARMUP = 40  # steps
HEAD_RATE = 5e-4  # peak learning rate of the projections
KEEP_EVERY = 240  # seconds between checkpoints


class Distillation:
    """A run and its files: `last.pt` to resume from, `curve.jsonl`, and the checkpoint folder `average`."""

    def __init__(self, prepared: Prepared, folder: Path, minutes: float, rate: float, jar: Path | None):
        self.prepared, self.folder, self.minutes = prepared, folder, minutes
        self.teacher = load_e5(jar)[0]
        self.rows = [sorted({i["query"] for i in prepared.training})]
        self.rows.append(sorted({t for i in prepared.training for t in (i["positive"], *i["negatives"])}))
        self.step, self.seconds = 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        self.space = self.measured()
        self.student = self.beginning()
        self.student.bert.set_attn_implementation("eager")  # backwards, twice as fast as the fused attention
        self.student.bert.embeddings.requires_grad_(False)
        encoder = [p for p in self.student.bert.parameters() if p.requires_grad]
        heads = [each.project.weight for each in self.student.exits.values()]
        groups = [{"params": encoder, "peak": rate}, {"params": heads, "peak": HEAD_RATE}]
        self.optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
        self.average = {name: tensor.detach().clone() for name, tensor in self.student.state_dict().items()}
        if (folder / "last.pt").exists():
            self.restore()

    def measured(self) -> Space:
        """Reads the teacher's means and components, or measures them."""
        path = self.folder / "space.pt"
        if not path.exists():
            rng = np.random.default_rng(0)
            texts = [int(t) for rows in self.rows for t in rng.choice(rows, SAMPLE, replace=False)]
            torch.save(vars(space_of(self.teacher, self.prepared, texts, 128, LIMIT)), path)
        return Space(**torch.load(path))

    def beginning(self) -> Network:
        """Returns the student before any step: cut from the teacher, and fitted to it in closed form."""
        if (self.folder / "start").exists():
            return load(self.folder / "start")
        student, rng = start(self.teacher, self.space), np.random.default_rng(1)
        texts = [int(t) for rows, size in zip(self.rows, FITTED) for t in rng.choice(rows, size, replace=False)]
        refit(student, self.teacher, self.prepared, texts, LIMIT)
        save(student, self.folder / "start")
        return student

    def go(self) -> None:
        """Trains until the time is over."""
        streams = [self.stream(0, QUERY_TOKENS), self.stream(1, TOKENS)]
        kept = began = time.monotonic()
        sums: dict[str, list[float]] = {}
        while self.seconds < 60 * self.minutes:
            for name, value in self.learn([next(stream) for stream in streams]).items():
                sums.setdefault(name, []).append(value)
            self.step += 1
            now = time.monotonic()
            self.seconds, began = self.seconds + now - began, now
            if self.step % 20 == 0:
                self.note(sums)
                sums = {}
            if now - kept > KEEP_EVERY:
                self.keep()
                kept = now
        self.keep()

    def stream(self, kind: int, budget: int):
        """Yields batches of texts of similar length, without end. The order depends on the step that the run starts
        from, so that a run that resumes goes on with other texts.
        """
        rng = np.random.default_rng([kind, self.step])
        while True:
            texts = rng.choice(self.rows[kind], 1500, replace=False)
            groups = batches(self.prepared.lengths(LIMIT)[texts].tolist(), budget)
            for i in rng.permutation(len(groups)):
                yield [int(texts[j]) for j in groups[i]]

    def learn(self, groups: list[list[int]]) -> dict[str, float]:
        """Makes one step on a batch of queries and a batch of passages, and returns its losses."""
        fraction = self.seconds / (60 * self.minutes)
        scale = min((self.step + 1) / WARMUP, 1.0) * (1 - fraction)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * max(scale, 1e-2)
        self.optimizer.zero_grad()
        found: dict[str, float] = {}
        for kind, texts, share in zip(("queries", "passages"), groups, (0.25, 0.75)):
            ids, mask = self.prepared.batch(texts, LIMIT)
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                targets = self.teacher(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
            with torch.autocast("cpu", torch.bfloat16):
                states = self.student.states(ids, mask)
            parts = losses(self.student, states, targets, mask, self.space, Weights())
            (share * sum(parts.values())).backward()
            found |= {f"{kind}.{name}": float(value.detach()) for name, value in parts.items()}
        torch.nn.utils.clip_grad_norm_(self.student.parameters(), 1.0)
        self.optimizer.step()
        keep = min(0.99, (1 + self.step) / (10 + self.step))
        for name, tensor in self.student.state_dict().items():
            if tensor.is_floating_point() and "embeddings" not in name:
                self.average[name].lerp_(tensor, 1 - keep)
        return found

    def note(self, sums: dict[str, list[float]]) -> None:
        """Appends the mean losses since the last line to the curve."""
        line = {"step": self.step, "minutes": round(self.seconds / 60, 2)}
        line["losses"] = {name: round(float(np.mean(values)), 4) for name, values in sums.items()}
        with open(self.folder / "curve.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)

    def keep(self) -> None:
        """Writes the state that a run resumes from, and the moving average as a checkpoint folder."""
        state = {"network": self.student.state_dict(), "optimizer": self.optimizer.state_dict()}
        state |= {"average": self.average, "step": self.step, "seconds": self.seconds}
        torch.save(state, self.folder / "next.pt")
        (self.folder / "next.pt").replace(self.folder / "last.pt")
        averaged = Network(self.student.shape)
        averaged.load_state_dict(self.average)
        save(averaged, self.folder / "average")

    def restore(self) -> None:
        """Reads the state that a run resumes from."""
        state = torch.load(self.folder / "last.pt")
        self.student.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Teach a student the states of e5-small-v2")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--run", default="tokens", help="name of the run's folder")
    parser.add_argument("--jar", type=Path, help="the Maven artifact; default: that of the local repository")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1e-4, help="peak learning rate of the layers")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    folder = options.work / "runs" / options.run
    Distillation(Prepared(options.work), folder, options.minutes, options.rate, options.jar).go()


if __name__ == "__main__":
    main()
