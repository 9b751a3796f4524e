"""Trains the language model: `python -m rankside_training.lm.train`. Resumes where it stopped."""

import argparse
import json
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from tokenizers import Tokenizer

from ..checkpoint import read_checkpoint
from ..nbits import as_stored
from ..objective import Batch, logits, unjudged_negatives
from ..prepared import Prepared
from ..recipes import RECIPES
from ..settings import WORK
from ..teacher import Teacher
from ..train import changed
from .export import bits_of
from .judge import validate
from .lessons import Group, Texts, groups, padded, short_lists, table_rows
from .network import SmallLm
from .objective import likelihoods, looked, ranked, yes_over_no
from .start import started
from .wording import Words, own_tokenizer

SPELLED = 4  # queries a step whose words are predicted: the language-model head is wide


@dataclass(frozen=True)
class Recipe:
    """Losses are weighted sums. Rates fall from their peak to 0 over `steps`."""

    steps: int = 700
    queries: int = 8  # a step
    negatives: int = 2  # mined ones a query
    limit: int = 88  # tokens a passage
    lists: int = 4
    list_limit: int = 56  # tokens of a passage in a list
    rate: float = 1e-4
    new_rate: float = 1e-3  # of what is not in `base`: temperatures, sinks, distances, the head
    warmup: float = 0.04
    average: float = 0.99
    temperature: float = 0.05  # of the teacher's scores
    margin: float = 0.08  # a negative that the teacher puts this far above the positive counts as unjudged
    pairs: float = 1.0
    attention: float = 0.5
    words: float = 0.1  # cross-entropy of the query's words after the passage that answers it
    likelihood: float = 0.5  # and that they are likelier there than after others
    picks: float = 0.5
    check: int = 100
    keep: int = 240  # seconds between checkpoints


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the small language model")
    parser.add_argument("--work", type=Path, default=WORK, help="what `prepare`, `teacher` and `choose base` wrote")
    parser.add_argument("--run", type=Path, help="default: <work>/runs/small-lm")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="changes to the recipe")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    Run(changed(Recipe(), options.set), options.work, options.run or options.work / "runs" / "small-lm").go()


class Scales(nn.Module):
    """How sharply a share of attention and a likelihood speak; needed in training alone."""

    def __init__(self):
        super().__init__()
        self.attention, self.picked, self.likelihood = (nn.Parameter(torch.tensor(value)) for value in (20.0, 1.0, 4.0))


class Run:
    """One training run and its files: `last.pt` to go on from, `average.pt` to export, `curve.jsonl`."""

    def __init__(self, recipe: Recipe, work: Path, folder: Path):
        self.recipe, self.folder = recipe, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.prepared = Prepared(work)
        self.texts, self.teacher = Texts(self.prepared), Teacher(work, self.prepared)
        base = read_checkpoint(work / "chosen" / "base")
        self.words = Words(Tokenizer.from_str(own_tokenizer(base.tokenizer.to_str())))
        self.model, self.scales = started(base, self.prepared, self.words), Scales()
        self.tables = (self.model.word, self.model.position)
        for table in self.tables:
            table.weight.requires_grad_(False)  # what `base` knows of words stays; a step without their gradients takes a quarter of the time
        new = [p for name, p in self.model.named_parameters() if name.split(".")[-1] in ("temperature", "sink", "distance") or name.startswith("head.")]
        known = {id(p) for p in new}
        old = [p for p in self.model.parameters() if p.requires_grad and id(p) not in known]
        self.optimizer = torch.optim.AdamW(
            [{"params": old, "peak": recipe.rate}, {"params": new, "peak": recipe.new_rate}, {"params": self.scales.parameters(), "peak": 2e-2}],
            lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.98),
        )
        self.average = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        self.step, self.seconds = 0, 0.0
        if (folder / "last.pt").exists():
            self.restore()
        as_stored(nn.ModuleList(self.tables), bits_of)  # the rest learns around what four bits leave of them
        self.average |= {name: tensor.clone() for name, tensor in self.model.state_dict().items() if name.split(".")[0] in ("word", "position")}

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
        target, unjudged = self.taught(group)
        with torch.autocast("cpu", torch.bfloat16):
            found = self.pairs(group, target, unjudged, rng)
        sum(found.values()).backward()
        with torch.autocast("cpu", torch.bfloat16):
            more = self.picks(group, target, rng)
        sum(more.values()).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        keep = min(self.recipe.average, (1 + self.step) / (10 + self.step))
        for name, tensor in self.model.named_parameters():
            self.average[name].lerp_(tensor.detach(), 1 - keep) if tensor.requires_grad else None
        return {name: float(value.detach()) for name, value in (found | more).items()}

    def taught(self, group: Group) -> tuple[Tensor, Tensor]:
        """The teacher's scores over the temperature, and passages that no label is trusted for: (queries, passages)."""
        vectors = (self.teacher.vectors(texts, 192) for texts in (group.queries, group.passages))
        scores = logits(*vectors, RECIPES["fast"], 8)
        batch = Batch(group.queries, group.passages, torch.tensor(group.positive))
        return scores / self.recipe.temperature, unjudged_negatives(scores, batch, self.recipe.margin)

    def pairs(self, group: Group, target: Tensor, unjudged: Tensor, rng: random.Random) -> dict[str, Tensor]:
        """Every passage with every query: yes or no, where the query looks, and how likely its words are."""
        recipe, (first, asked) = self.recipe, table_rows(group, self.texts, self.words, self.recipe.limit)
        count = len(group.queries)
        rows = torch.arange(len(group.passages)).repeat_interleave(count)
        read = self.model(asked.ids, asked.places, self.model(first.ids, first.places).pick(rows))
        by_query = lambda values: values.view(-1, count).T  # (queries, passages)
        places = [self.query_tokens(place) for place in group.queries] * len(group.passages)
        positive = torch.tensor(group.positive)
        yes = by_query(yes_over_no(self.model, read, asked, self.words))
        mass = by_query(looked(read, self.model.shape.plain, places, first.ids.shape[1]).sum(1)) * self.scales.attention
        some = rng.sample(range(count), min(SPELLED, count))
        compared = [[own, *rng.sample([at for at in range(len(group.passages)) if at != own], 2)] for own in (group.positive[at] for at in some)]
        chosen = [at * count + query for query, row in zip(some, compared) for at in row]
        likely = likelihoods(self.model, read.states[chosen], asked.ids[chosen], [places[at] for at in chosen]).view(len(some), -1)
        return {
            "pairs": recipe.pairs * ranked(yes, target, positive, unjudged),
            "attention": recipe.attention * ranked(mass, target, positive, unjudged),
            "words": -recipe.words * likely[:, 0].mean(),
            "likelihood": recipe.likelihood * nn.functional.cross_entropy(likely * self.scales.likelihood, torch.zeros(len(some), dtype=torch.long)),
        }

    def query_tokens(self, place: int) -> slice:
        return slice(len(self.words.query), len(self.words.query) + len(self.texts(place, 64)))

    def picks(self, group: Group, target: Tensor, rng: random.Random) -> dict[str, Tensor]:
        """Short lists: the letter of the best passage, or of the worst, and which passage the query looks at."""
        recipe, lists = self.recipe, short_lists(group, self.recipe.lists, rng)
        prefixes = [self.words.several([self.texts(group.passages[at], recipe.list_limit) for at in chosen]) for chosen in lists]
        first = padded([ids for ids, _ in prefixes])
        asked = [(row, query) for row, chosen in enumerate(lists) for query, own in enumerate(group.positive) if own in chosen]
        worst = [rng.random() < 0.2 for _ in lists]
        endings = [self.words.worst if worst[row] else self.words.best for row, _ in asked]
        rows = padded(
            [self.words.asked(self.texts(group.queries[query], 64), ending) for (_, query), ending in zip(asked, endings)],
            [first.lengths[row] for row, _ in asked],
        )
        read = self.model(rows.ids, rows.places, self.model(first.ids, first.places).pick(torch.tensor([row for row, _ in asked])))
        ends = read.states[torch.arange(len(asked)), rows.last]
        letters = self.model.logits(ends, torch.tensor(self.words.letters[:5])).float()  # (asked, letters)
        tokens = looked(read, self.model.shape.plain, [self.query_tokens(group.queries[query]) for _, query in asked], first.ids.shape[1])
        picked, looks = [], []
        for at, (row, query) in enumerate(asked):
            wanted = target[query, lists[row]]
            label = torch.zeros(len(wanted))
            label[lists[row].index(group.positive[query])] = 1
            aim = (-wanted).softmax(0) if worst[row] else (label + wanted.softmax(0)) / 2
            mass = torch.stack([tokens[at, start:end].sum() for start, end in prefixes[row][1]])
            picked.append(-(aim * letters[at, : len(wanted)].log_softmax(0)).sum())
            looks.append(-(label * (mass * self.scales.attention).log_softmax(0)).sum())
        return {"picks": recipe.picks * torch.stack(picked).mean(), "looks": recipe.attention * torch.stack(looks).mean()}

    def check(self, sums: dict[str, list[float]]) -> None:
        """Validates the averaged weights and writes a line of the curve."""
        own = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}
        self.model.load_state_dict(self.average)
        judged = validate(self.model, self.words, self.prepared, 6, 20)
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
            "model": self.model.state_dict(), "scales": self.scales.state_dict(), "optimizer": self.optimizer.state_dict(),
            "average": self.average, "step": self.step, "seconds": self.seconds,
        }
        torch.save(state, self.folder / "next.pt")
        (self.folder / "next.pt").replace(self.folder / "last.pt")

    def restore(self) -> None:
        state = torch.load(self.folder / "last.pt")
        self.model.load_state_dict(state["model"])
        self.scales.load_state_dict(state["scales"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seconds = state["average"], state["step"], state["seconds"]


if __name__ == "__main__":
    main()
