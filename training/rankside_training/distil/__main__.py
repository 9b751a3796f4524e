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
from ..network.encoder import Network, Vectors, joined, load, save
from ..settings import WORK
from .objective import Weights, ranking_losses, state_losses, taught_vectors
from .refit import refit
from .student import SAMPLE, Space, centre, space_of, start

LIMIT = 256  # tokens of a text
QUERIES = 4  # in a step
NEGATIVES = 3  # mined for each query; the passages of the other queries are negatives too
TOKENS = 1024  # in a padded batch of a step
FITTED = (250, 150)  # queries and passages that the student is fitted to before the first step
WARMUP = 40  # steps
HEAD_RATE = 5e-4  # peak learning rate of the projections
KEEP_EVERY = 240  # seconds between checkpoints


class Distillation:
    """A run and its files: `last.pt` to resume from, `curve.jsonl`, and the checkpoint folder `average`."""

    def __init__(self, work: Path, run: str, minutes: float, rate: float, jar: Path | None):
        self.prepared, self.minutes = Prepared(work), minutes
        self.work, self.folder = work, work / "runs" / run
        self.teacher = load_e5(jar)[0]
        self.weights = Weights()
        self.step, self.seconds = 0, 0.0
        self.folder.mkdir(parents=True, exist_ok=True)
        self.space = self.measured()
        self.student = self.beginning()
        self.teacher.bfloat16()  # only read from here on
        self.student.bert.set_attn_implementation("eager")  # backwards, twice as fast as the fused attention
        self.student.bert.embeddings.requires_grad_(False)
        encoder = [p for p in self.student.bert.parameters() if p.requires_grad]
        heads = [each.project.weight for each in self.student.exits.values()]
        groups = [{"params": encoder, "peak": rate}, {"params": heads, "peak": HEAD_RATE}]
        self.optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
        self.average = {name: tensor.detach().clone() for name, tensor in self.student.state_dict().items()}
        if (self.folder / "last.pt").exists():
            self.restore()

    def measured(self) -> Space:
        """Reads the teacher's means and components, or measures them."""
        path = self.folder / "space.pt"
        if not path.exists():
            rng = np.random.default_rng(0)
            texts = self.drawn(rng, (SAMPLE, SAMPLE))
            torch.save(vars(space_of(self.teacher, self.prepared, texts, 128, LIMIT)), path)
        return Space(**torch.load(path))

    def beginning(self) -> Network:
        """Returns the student before any step: cut from the teacher, and fitted to it in closed form."""
        if (self.folder / "start").exists():
            return load(self.folder / "start")
        student, rng = start(self.teacher, self.space, self.work), np.random.default_rng(1)
        refit(student, self.teacher, self.prepared, self.drawn(rng, FITTED), LIMIT)
        centre(student, self.space)
        save(student, self.folder / "start")
        return student

    def drawn(self, rng: np.random.Generator, sizes: tuple[int, int]) -> list[int]:
        """Draws this many queries and passages."""
        items = self.prepared.training
        queries = sorted({i["query"] for i in items})
        passages = sorted({t for i in items for t in (i["positive"], *i["negatives"])})
        return [int(t) for rows, size in zip((queries, passages), sizes) for t in rng.choice(rows, size, replace=False)]

    def go(self) -> None:
        """Trains until the time is over."""
        items = self.items()
        kept = began = time.monotonic()
        sums: dict[str, list[float]] = {}
        while self.seconds < 60 * self.minutes:
            for name, value in self.learn([next(items) for _ in range(QUERIES)]).items():
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

    def items(self):
        """Yields the training items in random order, without end. The order depends on the step that the run starts
        from, so that a run that resumes goes on with others.
        """
        rng = np.random.default_rng(self.step)
        while True:
            for i in rng.permutation(len(self.prepared.training)):
                yield self.prepared.training[i]

    def learn(self, items: list[dict]) -> dict[str, float]:
        """Makes one step on some queries and their passages, and returns its losses."""
        fraction = self.seconds / (60 * self.minutes)
        scale = min((self.step + 1) / WARMUP, 1.0) * (1 - fraction)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * max(scale, 1e-2)
        queries = [item["query"] for item in items]
        passages = list(dict.fromkeys(t for i in items for t in (i["positive"], *i["negatives"][:NEGATIVES])))
        positive = torch.tensor([passages.index(item["positive"]) for item in items])
        found: dict[str, torch.Tensor] = {}
        both = [self.encode(texts, share, found) for texts, share in ((queries, 0.2), (passages, 0.8))]
        own = {depth: tuple(vectors[depth] for vectors, _ in both) for depth in both[0][0]}
        taught = tuple(vectors for _, vectors in both)
        found |= ranking_losses(own, taught, positive, self.weights)
        self.optimizer.zero_grad()
        sum(found.values()).backward()
        torch.nn.utils.clip_grad_norm_(self.student.parameters(), 1.0)
        self.optimizer.step()
        keep = min(0.995, (1 + self.step) / (10 + self.step))
        for name, tensor in self.student.state_dict().items():
            if tensor.is_floating_point() and "embeddings" not in name:
                self.average[name].lerp_(tensor, 1 - keep)
        return {name: float(value.detach()) for name, value in found.items()}

    def encode(self, texts: list[int], share: float, found: dict) -> tuple[dict[str, Vectors], Vectors]:
        """Returns the vectors of texts by the student, by depth, and by the teacher, in the order of `texts`. Adds
        their losses to `found`, where the texts together weigh `share`.
        """
        lengths = self.prepared.lengths(LIMIT)[texts]
        groups, width = batches(lengths.tolist(), TOKENS), int(lengths.max())
        own, taught = [], []
        for group in groups:
            ids, mask = self.prepared.batch([texts[i] for i in group], LIMIT)
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                targets = self.teacher(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
            with torch.autocast("cpu", torch.bfloat16):
                states = self.student.states(ids, mask)
            part = share * int(lengths[group].sum()) / int(lengths.sum())
            for name, value in state_losses(self.student, states, targets, mask, self.space, self.weights).items():
                found[name] = found.get(name, 0.0) + part * value
            own.append({depth: head(states[int(depth)], mask) for depth, head in self.student.exits.items()})
            taught.append(taught_vectors(targets, mask, self.space))
        back = torch.tensor(np.argsort(np.concatenate(groups)))
        ordered = {depth: joined([each[depth] for each in own], width)[back] for depth in self.student.exits}
        return ordered, joined(taught, width)[back]

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
    Distillation(options.work, options.run, options.minutes, options.rate, options.jar).go()


if __name__ == "__main__":
    main()
