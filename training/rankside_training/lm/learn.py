"""One step of learning: a group's pairs, and lists of its passages."""

import random
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ..train.objective import Batch, divergence, unjudged_negatives
from .encode import Encoded
from .groups import KINDS, LATER, Group, Listed, listed
from .network import SEP, SmallLm
from .objective import grades, likelihoods, looked, ranked, soft_entropy, yes_over_no
from .parts import ASKED, Part, Parts, rows_of, size_of
from .recipe import Recipe
from .terms import Terms
from .wording import Words

SPELLED, COMPARED = 3, 2  # queries a step whose words are predicted, and passages that these are compared with
CHANCE = (17.78, -13.08)  # the calibration of `base`: slope and intercept
ASPECTS = ("relevant",) * 5 + ("grade", "topic", "terms")  # what the queries of a step are asked


class Scales(nn.Module):
    """How sharply a share of attention and a likelihood speak; needed in training alone."""

    def __init__(self):
        super().__init__()
        self.attention, self.likelihood = (nn.Parameter(torch.tensor(value)) for value in (20.0, 4.0))


@dataclass(frozen=True)
class Taught:
    """Of a group: (queries, passages) each."""

    logits: Tensor  # of `base`
    cosine: Tensor
    terms: Tensor
    chance: Tensor  # of being relevant
    wanted: Tensor  # by which lists are ordered
    unjudged: Tensor


def shared_weight(terms: Tensor, pieces: Tensor, weights: Tensor) -> Tensor:
    """Each term's largest weight in a passage, summed."""
    return torch.where(terms[:, None] == pieces[None, :], weights[None, :], 0.0).amax(1).sum()


class Learner:
    """Losses by name, already weighted, with their gradients added to the model's."""

    def __init__(self, model: SmallLm, recipe: Recipe, words: Words, texts: Encoded, terms: Terms):
        self.model, self.recipe, self.words, self.texts, self.terms = model, recipe, words, texts, terms
        self.parts, self.scales = Parts(model, words), Scales()

    def learn(self, group: Group, rng: random.Random, fraction: float) -> dict[str, float]:
        """`fraction` of the run that is behind: the worst of a list is asked for once the best is known, which it would undo before."""
        taught = self.taught(group)
        found = self.pairs(group, taught, rng)
        sum(found.values()).backward()
        more = self.lists(group, taught, LATER if fraction >= self.recipe.worst_from else KINDS, rng)
        sum(more.values()).backward()
        return {name: float(value.detach()) for name, value in (found | more).items()}

    def taught(self, group: Group) -> Taught:
        logits, cosine = self.texts.scores(group.queries, group.passages)
        positive = torch.tensor(group.positive)
        unjudged = unjudged_negatives(logits, Batch(group.queries, group.passages, positive), self.recipe.margin)
        answers = nn.functional.one_hot(positive, logits.shape[1])
        chance = (CHANCE[0] * logits + CHANCE[1]).sigmoid()
        return Taught(
            logits,
            cosine,
            self.terms.scores(group.queries, group.passages),
            torch.where(answers.bool(), (1 + chance) / 2, chance),
            (logits + self.recipe.bonus * answers) / self.recipe.temperature,
            unjudged,
        )

    def pairs(self, group: Group, taught: Taught, rng: random.Random) -> dict[str, Tensor]:
        """Each query with its own passages and some of the others'."""
        recipe, parts, words, count = self.recipe, self.parts, self.words, len(group.queries)
        limits = [rng.choice((recipe.limit, recipe.limit // 2)) for _ in group.passages]
        prefixes = [
            [Part(self.texts.line(place, limit).states, words.passage)] for place, limit in zip(group.passages, limits)
        ]
        before = self.model(rows_of(prefixes))
        chosen = torch.tensor(
            [self.compared(group, query, rng) for query in range(count)]
        )  # (queries, passages compared)
        rows = chosen.flatten()
        asks = [rng.choice(ASPECTS) for _ in group.queries]
        lines = [Part(self.texts.line(place, 64).states, words.query) for place in group.queries]
        asked = [
            [lines[at // chosen.shape[1]], parts.word(words.answers[asks[at // chosen.shape[1]]])]
            for at in range(len(rows))
        ]
        read = self.model(rows_of(asked, [size_of(prefixes[row]) for row in rows.tolist()], ASKED), before.pick(rows))
        ends = read.states[torch.arange(len(rows)), torch.tensor([size_of(row) - 1 for row in asked])]
        tokens = [slice(1, size_of(row) - 2) for row in asked]

        def of(values):
            return values.gather(1, chosen)

        mass = looked(read, tokens, max(map(size_of, prefixes))).sum(1).view(count, -1) * self.scales.attention
        first = torch.zeros(count, dtype=torch.long)
        target = of(taught.logits) / recipe.temperature
        losses = {"attention": recipe.attention * ranked(mass, target, first, of(taught.unjudged))}
        yes = yes_over_no(self.model, ends, words).view(count, -1)

        def some(aspect):
            return [at for at, name in enumerate(asks) if name == aspect]

        if at := some("relevant"):
            losses["pairs"] = recipe.pairs * ranked(yes[at], target[at], first[at], of(taught.unjudged)[at])
        if at := some("topic"):
            losses["topic"] = recipe.pairs / 4 * divergence(of(taught.cosine)[at] / recipe.temperature, yes[at])
        if at := some("terms"):
            losses["terms"] = recipe.pairs / 4 * divergence(of(taught.terms)[at], yes[at])
        if at := some("grade"):
            digits = self.model.logits(ends, torch.tensor(words.numbers[:5])).view(count, -1, 5)
            losses["grade"] = recipe.pairs / 4 * soft_entropy(grades(of(taught.chance)[at], 5), digits[at])
        matched = self.matched(group, chosen, limits)
        losses["weights"] = recipe.pairs / 4 * ranked(matched, target, first, of(taught.unjudged))
        return losses | self.spelled(group, before, prefixes, rng)

    def matched(self, group: Group, chosen: Tensor, limits: list[int]) -> Tensor:
        """By the weights of the terms that query and passage share: (queries, passages compared)."""
        lines = [self.texts.line(place, limit) for place, limit in zip(group.passages, limits)]
        weights = [self.model.term_weights(line.states)[1:-1] for line in lines]
        pieces = [torch.from_numpy(line.ids[1:-1]) for line in lines]
        asked = [torch.from_numpy(self.texts.line(place, 64).ids[1:-1]).unique() for place in group.queries]

        def one(query, at):
            return shared_weight(asked[query], pieces[at], weights[at])

        return torch.stack([torch.stack([one(query, at) for at in row]) for query, row in enumerate(chosen.tolist())])

    def compared(self, group: Group, query: int, rng: random.Random) -> list[int]:
        """The answer first. As many for every query."""
        own = list(dict.fromkeys([group.positive[query], *group.mined[query]]))
        rest = [at for at in range(len(group.passages)) if at not in own]
        size = min(1 + self.recipe.negatives + self.recipe.others, len(group.passages))
        return own + rng.sample(rest, size - len(own))

    def spelled(self, group: Group, before, prefixes: list[list[Part]], rng: random.Random) -> dict[str, Tensor]:
        """The words of a few queries, after the passage that answers it and after others."""
        recipe = self.recipe
        some = rng.sample(range(len(group.queries)), min(SPELLED, len(group.queries)))
        rows = [row for query in some for row in self.compared(group, query, rng)[: 1 + COMPARED]]
        lines = [self.texts.line(group.queries[query], 64, ahead=True) for query in some for _ in range(1 + COMPARED)]
        asked = rows_of(
            [[Part(line.states, self.words.query, ends=False)] for line in lines],
            [size_of(prefixes[row]) for row in rows],
            ASKED,
        )
        read = self.model(asked, before.pick(torch.tensor(rows)))
        likely = likelihoods(self.model, read.states, [torch.from_numpy(line.ids[1:]) for line in lines]).view(
            len(some), -1
        )
        first = torch.zeros(len(some), dtype=torch.long)
        return {
            "words": -recipe.words * likely[:, 0].mean(),
            "likelihood": recipe.likelihood * cross_entropy(likely * self.scales.likelihood, first),
        }

    def lists(self, group: Group, taught: Taught, kinds: tuple[str, ...], rng: random.Random) -> dict[str, Tensor]:
        """The label of the best or the worst, their order, their scores, and which passage the query looks at."""
        recipe, words = self.recipe, self.words
        some = listed(group, recipe.lists, recipe.list_limit, kinds, rng, words)
        rows, spans = zip(*(self.list_row(group, taught, each) for each in some))
        written = [self.written(taught, each) for each in some]

        def ask(each, tokens):
            return [
                Part(self.texts.line(group.queries[each.query], 64).states, words.query),
                *([self.parts.thought(self.said(taught, each))] if each.thought else []),
                self.parts.word(words.answers[each.kind]),
                *(self.parts.word(token) for token in tokens[:-1]),
            ]

        asked = [ask(each, tokens) for each, tokens in zip(some, written)]
        read = self.model(rows_of(asked, [size_of(row) for row in rows], ASKED), self.model(rows_of(list(rows))))
        picked, told, looks = [], [], []
        tokens = looked(read, [slice(1, len(row[0].states) - 1) for row in asked], read.shares[0].shape[-1])
        for at, each in enumerate(some):
            wanted = taught.wanted[each.query, each.passages]
            mass = torch.stack([tokens[at, start:end].sum() for start, end in spans[at]])
            looks.append(soft_entropy(wanted.softmax(0), mass * self.scales.attention))
            end = size_of(asked[at])
            if each.kind in ("best", "worst"):
                labels = self.model.logits(read.states[at, end - 1], torch.tensor(each.labels))
                picked.append(soft_entropy((wanted if each.kind == "best" else -wanted).softmax(0), labels))
            else:
                count = len(written[at])
                told.append(
                    cross_entropy(self.model.logits(read.states[at, end - count : end]), torch.tensor(written[at]))
                )
        found = {"looks": recipe.attention * torch.stack(looks).mean()}
        found |= {"picks": recipe.picks * torch.stack(picked).sum() / len(some)} if picked else {}
        return found | ({"written": recipe.written * torch.stack(told).sum() / len(some)} if told else {})

    def list_row(self, group: Group, taught: Taught, each: Listed) -> tuple[list[Part], list[tuple[int, int]]]:
        """The list's lines, and where each passage lies."""
        states = [self.texts.line(group.passages[at], each.limit).states for at in each.passages]
        scores = None
        if each.scored:
            terms = taught.terms[each.query, each.passages]
            scores = (100 * (terms - terms.min()) / (terms.max() - terms.min() + 1e-6)).round().int().tolist()
        return self.parts.listing(states, each.labels, scores)

    def said(self, taught: Taught, each: Listed) -> list[int]:
        """Scores from 0 to 10, each after its label."""
        tens = (10 * taught.chance[each.query, each.passages]).round().int().tolist()
        return [token for label, ten in zip(each.labels, tens) for token in (label, self.words.numbers[ten])]

    def written(self, taught: Taught, each: Listed) -> list[int]:
        """What the answer's tokens are, its end included; nothing but that end's place where one label is picked."""
        if each.kind == "scores":
            return [*self.said(taught, each), SEP]
        if each.kind == "order":
            order = taught.wanted[each.query, each.passages].argsort(descending=True).tolist()
            return [*(each.labels[at] for at in order), SEP]
        return [SEP]
