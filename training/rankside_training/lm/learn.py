"""The losses of one training step: over the pairs of a group, and over lists of its passages."""

import random
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ..train.objective import Batch, divergence, unjudged_negatives
from .encode import Encoded
from .groups import KINDS, KINDS_WITH_WORST, Group, PassageList, draw_lists
from .network import SEP, SmallLm
from .objective import attention_from, grades, likelihoods, ranked, soft_entropy, yes_over_no
from .parts import QUERY_LINE, Part, Parts, rows_of, size_of
from .recipe import Recipe
from .terms import Terms
from .wording import Words

# Queries of a step whose words are predicted, and the other passages that each is predicted after.
SPELLED, COMPARED = 3, 2
CHANCE = (17.78, -13.08)  # the calibration of `base`: slope and intercept
ASPECTS = ("relevant",) * 5 + ("grade", "topic", "terms")  # the questions about the pairs of a step


class Scales(nn.Module):
    """The scales of the shares of attention and of the likelihoods. Only training needs them."""

    def __init__(self):
        super().__init__()
        self.attention, self.likelihood = (nn.Parameter(torch.tensor(value)) for value in (20.0, 4.0))


@dataclass(frozen=True)
class Targets:
    """What the model learns for a group: (queries, passages) each."""

    logits: Tensor  # of `base`
    cosine: Tensor
    terms: Tensor
    chance: Tensor  # the probability of relevance
    wanted: Tensor  # the scores that lists are ordered by
    unjudged: Tensor


def shared_weight(terms: Tensor, pieces: Tensor, weights: Tensor) -> Tensor:
    """Returns the sum of each term's largest weight in a passage."""
    return torch.where(terms[:, None] == pieces[None, :], weights[None, :], 0.0).amax(1).sum()


class Learner:
    """Computes the weighted losses by name, and adds their gradients to the model's."""

    def __init__(self, model: SmallLm, recipe: Recipe, words: Words, texts: Encoded, terms: Terms):
        self.model, self.recipe, self.words, self.texts, self.terms = model, recipe, words, texts, terms
        self.parts, self.scales = Parts(model, words), Scales()

    def learn(self, group: Group, rng: random.Random, fraction: float) -> dict[str, float]:
        """Makes one step. `fraction` is the share of the run that is done: lists ask for the worst passage only later,
        since that question undoes the labels before the model has learned the best one.
        """
        targets = self.targets(group)
        found = self.pairs(group, targets, rng)
        sum(found.values()).backward()
        more = self.lists(group, targets, KINDS_WITH_WORST if fraction >= self.recipe.worst_from else KINDS, rng)
        sum(more.values()).backward()
        return {name: float(value.detach()) for name, value in (found | more).items()}

    def targets(self, group: Group) -> Targets:
        """Returns the targets of a group."""
        logits, cosine = self.texts.scores(group.queries, group.passages)
        positive = torch.tensor(group.positive)
        unjudged = unjudged_negatives(logits, Batch(group.queries, group.passages, positive), self.recipe.margin)
        answers = nn.functional.one_hot(positive, logits.shape[1])
        chance = (CHANCE[0] * logits + CHANCE[1]).sigmoid()
        return Targets(
            logits,
            cosine,
            self.terms.scores(group.queries, group.passages),
            torch.where(answers.bool(), (1 + chance) / 2, chance),
            (logits + self.recipe.bonus * answers) / self.recipe.temperature,
            unjudged,
        )

    def pairs(self, group: Group, targets: Targets, rng: random.Random) -> dict[str, Tensor]:
        """Returns the losses of each query with its own passages and some passages of other queries."""
        recipe, parts, words, count = self.recipe, self.parts, self.words, len(group.queries)
        limits = [rng.choice((recipe.limit, recipe.limit // 2)) for _ in group.passages]
        prefixes = [
            [Part(self.texts.line(text, limit).states, words.passage)] for text, limit in zip(group.passages, limits)
        ]
        before = self.model(rows_of(prefixes))
        chosen = torch.tensor(
            [self.compared_passages(group, query, rng) for query in range(count)]
        )  # (queries, passages compared)
        rows = chosen.flatten()
        asks = [rng.choice(ASPECTS) for _ in group.queries]
        lines = [Part(self.texts.line(text, 64).states, words.query) for text in group.queries]
        asked = [
            [lines[index // chosen.shape[1]], parts.word(words.answers[asks[index // chosen.shape[1]]])]
            for index in range(len(rows))
        ]
        read = self.model(
            rows_of(asked, [size_of(prefixes[row]) for row in rows.tolist()], QUERY_LINE), before.pick(rows)
        )
        last_states = read.states[torch.arange(len(rows)), torch.tensor([size_of(row) - 1 for row in asked])]
        tokens = [slice(1, size_of(row) - 2) for row in asked]

        def of(values):
            return values.gather(1, chosen)

        mass = attention_from(read, tokens, max(map(size_of, prefixes))).sum(1).view(count, -1) * self.scales.attention
        first = torch.zeros(count, dtype=torch.long)
        target = of(targets.logits) / recipe.temperature
        losses = {"attention": recipe.attention * ranked(mass, target, first, of(targets.unjudged))}
        yes = yes_over_no(self.model, last_states, words).view(count, -1)

        def queries_about(aspect):
            return [index for index, name in enumerate(asks) if name == aspect]

        if about := queries_about("relevant"):
            losses["pairs"] = recipe.pairs * ranked(
                yes[about], target[about], first[about], of(targets.unjudged)[about]
            )
        if about := queries_about("topic"):
            losses["topic"] = recipe.pairs / 4 * divergence(of(targets.cosine)[about] / recipe.temperature, yes[about])
        if about := queries_about("terms"):
            losses["terms"] = recipe.pairs / 4 * divergence(of(targets.terms)[about], yes[about])
        if about := queries_about("grade"):
            digits = self.model.logits(last_states, torch.tensor(words.numbers[:5])).view(count, -1, 5)
            losses["grade"] = recipe.pairs / 4 * soft_entropy(grades(of(targets.chance)[about], 5), digits[about])
        term_matches = self.term_matches(group, chosen, limits)
        losses["weights"] = recipe.pairs / 4 * ranked(term_matches, target, first, of(targets.unjudged))
        return losses | self.likelihood_losses(group, before, prefixes, rng)

    def term_matches(self, group: Group, chosen: Tensor, limits: list[int]) -> Tensor:
        """Returns the sums of the weights of the terms that query and passage share: (queries, passages compared)."""
        lines = [self.texts.line(text, limit) for text, limit in zip(group.passages, limits)]
        weights = [self.model.term_weights(line.states)[1:-1] for line in lines]
        pieces = [torch.from_numpy(line.ids[1:-1]) for line in lines]
        asked = [torch.from_numpy(self.texts.line(text, 64).ids[1:-1]).unique() for text in group.queries]

        def one(query, index):
            return shared_weight(asked[query], pieces[index], weights[index])

        return torch.stack(
            [torch.stack([one(query, index) for index in row]) for query, row in enumerate(chosen.tolist())]
        )

    def compared_passages(self, group: Group, query: int, rng: random.Random) -> list[int]:
        """Returns the positions of the passages that a query is compared with, the answer first. Every query has the
        same number.
        """
        own = list(dict.fromkeys([group.positive[query], *group.mined[query]]))
        rest = [index for index in range(len(group.passages)) if index not in own]
        size = min(1 + self.recipe.negatives + self.recipe.others, len(group.passages))
        return own + rng.sample(rest, size - len(own))

    def likelihood_losses(
        self, group: Group, before, prefixes: list[list[Part]], rng: random.Random
    ) -> dict[str, Tensor]:
        """Returns the losses of the words of a few queries, after the passage that answers each and after others."""
        recipe = self.recipe
        some = rng.sample(range(len(group.queries)), min(SPELLED, len(group.queries)))
        rows = [row for query in some for row in self.compared_passages(group, query, rng)[: 1 + COMPARED]]
        lines = [self.texts.line(group.queries[query], 64, causal=True) for query in some for _ in range(1 + COMPARED)]
        asked = rows_of(
            [[Part(line.states, self.words.query, finished=False)] for line in lines],
            [size_of(prefixes[row]) for row in rows],
            QUERY_LINE,
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

    def lists(self, group: Group, targets: Targets, kinds: tuple[str, ...], rng: random.Random) -> dict[str, Tensor]:
        """Returns the losses of lists: the label of the best or the worst passage, the order, the scores, and the
        attention of the query.
        """
        recipe, words = self.recipe, self.words
        some = draw_lists(group, recipe.lists, recipe.list_limit, kinds, rng, words)
        rows, spans = zip(*(self.list_row(group, targets, each) for each in some))
        written = [self.written(targets, each) for each in some]

        def ask(each, tokens):
            return [
                Part(self.texts.line(group.queries[each.query], 64).states, words.query),
                *([self.parts.thought(self.score_tokens(targets, each))] if each.thought else []),
                self.parts.word(words.answers[each.kind]),
                *(self.parts.word(token) for token in tokens[:-1]),
            ]

        asked = [ask(each, tokens) for each, tokens in zip(some, written)]
        read = self.model(rows_of(asked, [size_of(row) for row in rows], QUERY_LINE), self.model(rows_of(list(rows))))
        picked, entropies, looks = [], [], []
        tokens = attention_from(read, [slice(1, len(row[0].states) - 1) for row in asked], read.shares[0].shape[-1])
        for index, each in enumerate(some):
            wanted = targets.wanted[each.query, each.passages]
            mass = torch.stack([tokens[index, start:end].sum() for start, end in spans[index]])
            looks.append(soft_entropy(wanted.softmax(0), mass * self.scales.attention))
            end = size_of(asked[index])
            if each.kind in ("best", "worst"):
                labels = self.model.logits(read.states[index, end - 1], torch.tensor(each.labels))
                picked.append(soft_entropy((wanted if each.kind == "best" else -wanted).softmax(0), labels))
            else:
                count = len(written[index])
                entropies.append(
                    cross_entropy(
                        self.model.logits(read.states[index, end - count : end]), torch.tensor(written[index])
                    )
                )
        found = {"looks": recipe.attention * torch.stack(looks).mean()}
        found |= {"picks": recipe.picks * torch.stack(picked).sum() / len(some)} if picked else {}
        return found | ({"written": recipe.written * torch.stack(entropies).sum() / len(some)} if entropies else {})

    def list_row(self, group: Group, targets: Targets, each: PassageList) -> tuple[list[Part], list[tuple[int, int]]]:
        """Returns the lines of a list, and the span of each passage."""
        states = [self.texts.line(group.passages[index], each.limit).states for index in each.passages]
        scores = None
        if each.scored:
            terms = targets.terms[each.query, each.passages]
            scores = (100 * (terms - terms.min()) / (terms.max() - terms.min() + 1e-6)).round().int().tolist()
        return self.parts.listing(states, each.labels, scores)

    def score_tokens(self, targets: Targets, each: PassageList) -> list[int]:
        """Returns scores from 0 to 10, each after its label."""
        tens = (10 * targets.chance[each.query, each.passages]).round().int().tolist()
        return [token for label, ten in zip(each.labels, tens) for token in (label, self.words.numbers[ten])]

    def written(self, targets: Targets, each: PassageList) -> list[int]:
        """Returns the tokens of the answer with its end, or only the end where the answer is one label."""
        if each.kind == "scores":
            return [*self.score_tokens(targets, each), SEP]
        if each.kind == "order":
            order = targets.wanted[each.query, each.passages].argsort(descending=True).tolist()
            return [*(each.labels[index] for index in order), SEP]
        return [SEP]
