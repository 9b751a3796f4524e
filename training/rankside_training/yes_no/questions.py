"""The texts of the training pool as prompts of the method `yes-no`."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..data.pool import Pool
from ..data.prepare import Texts, training_items, validation_items
from ..data.split import PAIRS, VALIDATION
from ..export.stored import network_of, read_model
from ..network.encoder import Vectors, parts
from ..tailor.ask import YES_NO
from ..tailor.chat import Chat

PASSAGE_TOKENS = 80  # of the language model's tokenizer


@dataclass(frozen=True)
class Group:
    """A query with passages and their grades of relevance. In training the first passage alone is relevant."""

    source: str
    query: str
    passages: list[str]
    grades: list[int]


class Questions:
    """The groups of the pool, and their prompts."""

    def __init__(self, data: Path, chat: Chat):
        self.chat = chat
        pool, texts = Pool(data / "train"), Texts()
        trained = [item for source in PAIRS for item in training_items(pool, source, texts)]
        judged = [item for source in VALIDATION for item in validation_items(pool, source, texts)]
        contents = [key.split("\n", 1)[1] for key in texts.indices]
        random.Random(0).shuffle(trained)
        self.training = [
            Group(
                item["source"],
                contents[item["query"]],
                [contents[i] for i in (item["positive"], *item["negatives"])],
                [1] + [0] * len(item["negatives"]),
            )
            for item in trained
        ]
        self.validation = [
            Group(item["source"], contents[item["query"]], [contents[i] for i in item["candidates"]], item["relevant"])
            for item in judged
        ]

    def prompts(self, query: str, passages: list[str]) -> list[list[int]]:
        """Returns the tokens of each prompt up to the answer."""
        users = [YES_NO["user"].format(query=query, passage=self.beginning(text)) for text in passages]
        return [self.chat.answered(YES_NO["system"], user, YES_NO["answer"], ["yes", "no"])[0] for user in users]

    def beginning(self, passage: str) -> str:
        """Returns the first tokens of a passage on one line."""
        text = " ".join(passage.split())
        offsets = self.chat.tokenizer.encode(text, add_special_tokens=False).offsets
        return text if len(offsets) <= PASSAGE_TOKENS else text[: offsets[PASSAGE_TOKENS - 1][1]]

    def labels(self) -> tuple[int, int]:
        """Returns the tokens of “yes” and “no” as answers."""
        yes, no = self.chat.answered(YES_NO["system"], "?", YES_NO["answer"], ["yes", "no"])[1]
        return yes, no


class Teacher:
    """The exported late-interaction model."""

    def __init__(self, folder: Path):
        model = read_model(folder)
        self.network, self.texts, self.exit = network_of(model), model.texts, model.config.exits[-1]

    @torch.inference_mode()
    def logits(self, query: str, passages: list[str]) -> torch.Tensor:
        """Returns the logit of each passage: (passages,)."""
        asked = self.encode([self.texts.query(query)])
        cosine, maxsim = parts(asked, self.encode(self.texts.passages(passages)))
        return (self.exit.cosine * cosine + self.exit.maxsim * maxsim)[0]

    def encode(self, rows: list[list[int]]) -> Vectors:
        """Returns the vectors of rows of tokens."""
        width = max(map(len, rows))
        ids = torch.from_numpy(np.array([row + [0] * (width - len(row)) for row in rows]))
        mask = torch.from_numpy(np.array([[1] * len(row) + [0] * (width - len(row)) for row in rows]))
        return self.network(ids, mask)[str(self.exit.depth)]
