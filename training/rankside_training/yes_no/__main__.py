"""Teaches the first layers of SmolLM2-135M-Instruct to say whether a passage answers a query: `python -m
rankside_training.yes_no`.

A run that was stopped resumes from its last checkpoint. The rate falls with the processor time that the run has taken.
`python -m rankside_training.released` makes the folder that it starts from.
"""

import argparse
import json
import shutil
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax

from ..evaluate.metrics import dcg
from ..released.__main__ import NAME, cache_folder
from ..settings import DATA, MODELS, WORK
from ..tailor.chat import chat_of
from .questions import Group, Questions, Teacher
from .student import Student, cut

GROUPS = 4  # queries in a step
SLOPE = 17.8  # of the teacher's calibration: its logits times this are log odds
WARMUP = 20  # steps
KEEP_EVERY = 600  # seconds between checkpoints
QUERIES, CANDIDATES = 5, 20  # of each source that the curve is computed on


class Run:
    """A run and its files: `last.pt` to resume from, `curve.jsonl`, and `model` in Hugging Face's layout."""

    def __init__(self, options: argparse.Namespace, hub: Path):
        self.folder, self.minutes, self.hub = options.work / "runs" / options.run, options.minutes, hub
        self.questions = Questions(options.data, chat_of(hub))
        self.student = Student(cut(hub, options.layers), self.questions.labels(), options.frozen)
        self.teacher = Teacher(MODELS / "base")
        self.peak = options.rate
        self.optimizer = torch.optim.AdamW(self.student.trained, lr=self.peak, weight_decay=0.01, betas=(0.9, 0.98))
        self.step, self.seconds = 0, 0.0
        self.folder.mkdir(parents=True, exist_ok=True)
        if (self.folder / "last.pt").exists():
            self.restore()

    def go(self) -> None:
        """Trains until the time is over."""
        if self.step == 0:
            self.note({})
        kept, sums = time.monotonic(), {}
        while self.seconds < 60 * self.minutes:
            began = time.process_time()
            for name, value in self.learn().items():
                sums.setdefault(name, []).append(value)
            self.step += 1
            self.seconds += time.process_time() - began
            if time.monotonic() - kept > KEEP_EVERY:
                self.note(sums)
                self.keep()
                kept, sums = time.monotonic(), {}
        self.note(sums)
        self.keep()

    def learn(self) -> dict[str, float]:
        """Makes one step, and returns its losses."""
        scale = min((self.step + 1) / WARMUP, 1.0) * (1 - self.seconds / (60 * self.minutes))
        for group in self.optimizer.param_groups:
            group["lr"] = self.peak * max(scale, 1e-2)
        self.optimizer.zero_grad()
        first = self.step * GROUPS
        sums = {"labels": 0.0, "ranking": 0.0}
        for i in range(first, first + GROUPS):
            group = self.questions.training[i % len(self.questions.training)]
            own = self.student(self.questions.prompts(group.query, group.passages))
            target = softmax(SLOPE * self.teacher.logits(group.query, group.passages), dim=0)
            found = {
                "labels": cross_entropy(own, torch.tensor(0)),
                "ranking": kl_div(log_softmax(own, dim=0), target, reduction="sum"),
            }
            (sum(found.values()) / GROUPS).backward()
            for name, value in found.items():
                sums[name] += float(value.detach()) / GROUPS
        torch.nn.utils.clip_grad_norm_(self.student.trained, 1.0)
        self.optimizer.step()
        return sums

    def note(self, sums: dict[str, list[float]]) -> None:
        """Appends the mean losses since the last line, and nDCG@10 of the sources kept out, to the curve."""
        line: dict = {"step": self.step, "minutes": round(self.seconds / 60, 2)}
        line["losses"] = {name: round(float(np.mean(values)), 4) for name, values in sums.items()}
        line["ndcg"] = {"yes-no": round(self.validated(), 4)}
        with open(self.folder / "curve.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)

    @torch.inference_mode()
    def validated(self) -> float:
        """Returns the mean nDCG@10 over the candidates of a few queries of each source kept out."""
        seen: dict[str, list[float]] = {}
        for group in self.questions.validation:
            values = seen.setdefault(group.source, [])
            candidates = Group(group.source, group.query, group.passages[:CANDIDATES], group.grades[:CANDIDATES])
            if len(values) < QUERIES and sum(candidates.grades):
                values.append(self.ndcg(candidates))
        return float(np.mean([np.mean(values) for values in seen.values() if values]))

    def ndcg(self, group: Group) -> float:
        """Returns nDCG@10 of a group's passages in the order of the student."""
        margins = self.student(self.questions.prompts(group.query, group.passages)).numpy()
        ordered = [group.grades[i] for i in np.argsort(-margins, kind="stable")]
        return dcg(ordered[:10]) / dcg(sorted(group.grades, reverse=True)[:10])

    def keep(self) -> None:
        """Writes the state that a run resumes from, and the model."""
        state = {"student": self.student.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save(state | {"step": self.step, "seconds": self.seconds}, self.folder / "next.pt")
        (self.folder / "next.pt").replace(self.folder / "last.pt")
        self.student.model.save_pretrained(self.folder / "model")
        for name in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copy(self.hub / name, self.folder / "model" / name)

    def restore(self) -> None:
        """Reads the state that a run resumes from."""
        state = torch.load(self.folder / "last.pt")
        self.student.load_state_dict(state["student"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Teach the first layers of a language model to answer yes or no")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--run", default="yes-no", help="name of the run's folder")
    parser.add_argument("--layers", type=int, default=10)
    parser.add_argument("--frozen", type=int, default=2, help="first layers that are not trained")
    parser.add_argument("--minutes", type=float, default=60, help="of processor time, without validation")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    Run(options, cache_folder() / NAME).go()


if __name__ == "__main__":
    main()
