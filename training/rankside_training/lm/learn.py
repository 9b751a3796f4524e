"""One step of learning: a group's pairs, and short lists of its passages."""

import random

import torch
from torch import Tensor, nn

from ..objective import Batch, logits, unjudged_negatives
from ..recipes import RECIPES
from ..teacher import Teacher
from .lessons import Group, Texts, padded, short_lists, table_rows
from .network import SmallLm
from .objective import likelihoods, looked, ranked, yes_over_no
from .recipe import Recipe
from .wording import Words

SPELLED = 4  # queries a step whose words are predicted: the language-model head is wide


class Scales(nn.Module):
    """How sharply a share of attention and a likelihood speak; needed in training alone."""

    def __init__(self):
        super().__init__()
        self.attention, self.picked, self.likelihood = (nn.Parameter(torch.tensor(value)) for value in (20.0, 1.0, 4.0))


class Learner:
    """Losses by name, already weighted, with their gradients added to the model's."""

    def __init__(self, model: SmallLm, recipe: Recipe, words: Words, texts: Texts, teacher: Teacher):
        self.model, self.recipe, self.words, self.texts, self.teacher = model, recipe, words, texts, teacher
        self.scales = Scales()

    def learn(self, group: Group, rng: random.Random) -> dict[str, float]:
        target, unjudged = self.taught(group)
        with torch.autocast("cpu", torch.bfloat16):
            found = self.pairs(group, target, unjudged, rng)
        sum(found.values()).backward()
        with torch.autocast("cpu", torch.bfloat16):
            more = self.picks(group, target, rng)
        sum(more.values()).backward()
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
