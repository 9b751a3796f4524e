"""The model's own short prompts, as text for the card and as tokens for training.

A prompt consists of lines, and a line is a label and a text. A line break is a token that text from outside cannot
contain, so a passage is one line and cannot start another.
"""

import json

from tokenizers import Tokenizer

from .network import LINE as LINE_ID

LINE = "\u23ce"  # the tokenizer reads a line break as this character, and the character in a text as a space

ASK = "Passage {passage}\nQuery {query}\n"
LIST = "{items}Query {query}\n"
ITEM = "{label} {passage}\n"
SCORED = "{label} {passage}\n{label} {score}\n"

ANSWERS = ("relevant", "grade", "topic", "terms", "best", "worst", "order", "scores")
CRITERIA = ("Relevant", "Topic", "Terms")
MOST = 20  # passages in a list


def own_tokenizer(source: str) -> str:
    """Returns the `tokenizer.json` of all-MiniLM-L6-v2 with a token for line breaks."""
    tokenizer = json.loads(source)

    def replace(old, new):
        return {"type": "Replace", "pattern": {"String": old}, "content": new}

    tokenizer["normalizer"] = {
        "type": "Sequence",
        "normalizers": [replace(LINE, " "), replace("\n", f" {LINE} "), tokenizer["normalizer"]],
    }
    vocabulary = tokenizer["model"]["vocab"]
    name = next(piece for piece, index in vocabulary.items() if index == LINE_ID)
    del vocabulary[name]
    vocabulary[LINE] = LINE_ID
    tokenizer["post_processor"] = None
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))


def prompts() -> dict[str, dict]:
    """Returns the card's `prompts`, which replace those of src/prompts: one for each prompt that the model was trained
    on.
    """

    def about(name, **more):
        return {"name": name, "system": "", **more}

    def ask(name, answer, *fields):
        return about(name, user=ASK, answer=answer, fields=["query", "passage", *fields])

    def choose(name, answer, item=ITEM, fields=()):
        return about(name, user=LIST, item=item, answer=answer, fields=["query", "items", "passage", "label", *fields])

    return {
        "yes-no": ask("yes-no", "Relevant "),
        "graded": ask("graded", "Grade "),
        "criteria": ask("criteria", "{criterion} ", "criterion"),
        "query-likelihood": about("query-likelihood", user="Passage {passage}\n", answer="Query ", fields=["passage"]),
        "term-weights": about("term-weights", user="Passage {passage}\n", fields=["passage"]),
        "pairwise": choose("pairwise", "Best "),
        "setwise": choose("setwise", "Best "),
        "elimination": choose("elimination", "Worst "),
        "first-token": choose("first-token", "Best "),
        "groupwise": choose("groupwise", "Scores "),
        "listwise": choose("listwise", "Order "),
        "listwise-scored": choose("listwise-scored", "Order ", SCORED, ("score",)),
        "listwise-reasoning": choose("listwise-reasoning", "Scores "),
        "listwise-answer": choose("listwise-answer", "Scores {thought}\nOrder ", fields=("thought",)),
        "in-context": about("in-context", user=LIST, item=ITEM, fields=["query", "items", "passage", "label"]),
    }


class Words:
    """The tokens of the prompts' own words."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.passage, self.query = self.only("passage"), self.only("query")
        self.yes, self.no = self.only("yes"), self.only("no")
        self.answers = {name: self.only(name) for name in ANSWERS}
        self.letters = [self.only(letter) for letter in "abcdefghijklmnopqrstuvwxyz"]
        self.numbers = [self.only(str(number)) for number in range(101)]

    def only(self, word: str) -> int:
        """Returns the token of a word. Raises ValueError where it is more than one token."""
        ids = self.tokenizer.encode(word, add_special_tokens=False).ids
        if len(ids) != 1:
            raise ValueError(f"Expected `{word}` to be one token, got {ids}")
        return ids[0]
