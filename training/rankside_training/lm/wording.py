"""How the model is spoken to: its own short prompts, as text for the card and as tokens for training.

A line break is a token here, which text from outside cannot hold: the prompts say where a line ends, and a passage is one line.
"""

import json

from tokenizers import Tokenizer

LINE = "\u23ce"  # what the tokenizer reads a line break as; in a text it is a space
LINE_ID = 1  # "[unused0]" before

ASK = "Passage: {passage}\nQuery: {query}\n"
LIST = "{items}Query: {query}\n"
ITEM = "{label}: {passage}\n"


def own_tokenizer(source: str) -> str:
    """all-MiniLM-L6-v2's `tokenizer.json` with a token for line breaks."""
    tokenizer = json.loads(source)
    replace = lambda old, new: {"type": "Replace", "pattern": {"String": old}, "content": new}
    tokenizer["normalizer"] = {
        "type": "Sequence", "normalizers": [replace(LINE, " "), replace("\n", f" {LINE} "), tokenizer["normalizer"]],
    }
    vocabulary = tokenizer["model"]["vocab"]
    name = next(piece for piece, at in vocabulary.items() if at == LINE_ID)
    del vocabulary[name]
    vocabulary[LINE] = LINE_ID
    tokenizer["post_processor"] = None
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))


def prompts() -> dict[str, dict]:
    """The card's `prompts`: one for each that the model was trained on, in place of those of src/prompts."""
    about = lambda name, **more: {"name": name, "system": "", **more}
    choose = lambda name, answer: about(name, user=LIST, item=ITEM, answer=answer, fields=["query", "items", "passage", "label"])
    return {
        "yes-no": about("yes-no", user=ASK, answer="Relevant: ", fields=["query", "passage"]),
        "query-likelihood": about("query-likelihood", user="Passage: {passage}\n", answer="Query: ", fields=["passage"]),
        "pairwise": choose("pairwise", "Best: "),
        "setwise": choose("setwise", "Best: "),
        "elimination": choose("elimination", "Worst: "),
        "first-token": choose("first-token", "Best: "),
        "in-context": about("in-context", user="{items}Query: {query}", item=ITEM, fields=["query", "items", "passage", "label"]),
    }


class Words:
    """The prompts' own tokens. A text is given as the tokens of its pieces."""

    def __init__(self, tokenizer: Tokenizer, start: int = 101):
        ids = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
        self.start, self.line = [start], [LINE_ID]
        self.passage, self.query = ids("Passage:"), ids("Query:")
        self.relevant, self.best, self.worst = ids("Relevant:"), ids("Best:"), ids("Worst:")
        self.yes, self.no = ids("yes")[0], ids("no")[0]
        self.letters = [ids(letter)[0] for letter in "ABCDEFGH"]
        self.colon = ids(":")

    def one(self, passage: list[int]) -> list[int]:
        """As far as the query's line."""
        return [*self.start, *self.passage, *passage, *self.line]

    def several(self, passages: list[list[int]]) -> tuple[list[int], list[tuple[int, int]]]:
        """The same for a list, and where each passage lies in it."""
        ids, spans = list(self.start), []
        for letter, passage in zip(self.letters, passages):
            ids += [letter, *self.colon]
            spans.append((len(ids), len(ids) + len(passage)))
            ids += [*passage, *self.line]
        return ids, spans

    def asked(self, query: list[int], ending: list[int]) -> list[int]:
        return [*self.query, *query, *self.line, *ending]
