"""Finds the attention heads that distinguish relevant passages (Wu et al., 2024).

`python -m rankside_training.tailor.retrieval_heads <model folder> <set>` needs a graph with `attended` of all heads. It
runs every judged query over lists of its candidates, with relevant ones among them. The score of a head is the nDCG@10
of the passages in the order of the attention that they get from the tokens after them, less that with a query without
content. The best heads are combined as long as that helps. They go into the card's `heads`, or to `tailor --heads`,
which leaves out the layers above them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from ..evaluate.judged_sets import JudgedSet, read_set
from ..evaluate.metrics import ndcg
from .ask import CONTENT_FREE, IN_CONTEXT


def main() -> None:
    parser = argparse.ArgumentParser(description="Select retrieval heads on judged data")
    parser.add_argument("model", type=Path, help="folder with card.json")
    parser.add_argument("set", type=Path, help="folder in BEIR's layout with BM25's run")
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--candidates", type=int, default=20, help="candidates of a query, in lists of --window")
    parser.add_argument("--window", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=64, help="tokens of a passage")
    parser.add_argument("--most", type=int, default=16, help="number of heads")
    options = parser.parse_args()
    judged = read_set(options.set, options.candidates, options.queries)
    reader = AttentionReader(options.model)
    gains = {query: reader.gains(judged, query, options.window, options.tokens) for query in judged.queries}
    singly = {head: quality(judged, gains, [head]) for head in reader.heads}
    best = sorted(reader.heads, key=lambda head: -singly[head])[: options.most]
    together = [quality(judged, gains, best[: count + 1]) for count in range(len(best))]
    chosen = best[: 1 + int(np.argmax(together))]
    print(
        json.dumps(
            {
                "heads": chosen,
                "together": round(max(together), 4),
                "all": round(quality(judged, gains, reader.heads), 4),
                "bm25": round(
                    float(np.mean([ndcg(judged.run[query], judged.qrels[query]) for query in judged.queries])), 4
                ),
                "singly": [[*head, round(singly[head], 4)] for head in best],
            }
        )
    )


def quality(judged: JudgedSet, gains: dict[str, np.ndarray], heads: list[tuple[int, int]]) -> float:
    """Returns the mean nDCG@10 by the sum over `heads`; gains are (layers, heads, candidates) by query."""
    layers, numbers = zip(*heads)
    orders = {
        query: np.argsort(-each[list(layers), list(numbers)].sum(0), kind="stable") for query, each in gains.items()
    }
    return float(
        np.mean(
            [
                ndcg([judged.run[query][index] for index in order], judged.qrels[query])
                for query, order in orders.items()
            ]
        )
    )


class AttentionReader:
    """Reads the attention of a query from a model folder's graph."""

    def __init__(self, folder: Path):
        self.card = json.loads((folder / "card.json").read_text())
        self.tokenizer = Tokenizer.from_file(str(folder / self.card["tokenizer"]["path"]))
        self.prompt = self.card.get("prompts", {}).get("in-context", IN_CONTEXT)
        graph = self.card["variants"][0]["graphs"][0]["path"]
        self.session = ort.InferenceSession(folder / graph, providers=["CPUExecutionProvider"])
        shape = self.card["decoder"]
        empty = np.zeros((1, shape["keyHeads"], 0, shape["size"]), np.float32)
        self.past = {
            f"past_key_values.{layer}.{kind}": empty for layer in range(shape["layers"]) for kind in ("key", "value")
        }
        layers, heads, _ = self.attended([1, 2, 3], (0, 1)).shape
        self.heads = [(layer, head) for layer in range(layers) for head in range(heads)]

    def gains(self, judged: JudgedSet, query: str, window: int, tokens: int) -> np.ndarray:
        """Returns (layers, heads, candidates): attention with the query minus that with a query without content. The
        best candidates are last in a prompt.
        """
        passages = [self.cut(judged.passages[passage], tokens) for passage in judged.run[query]]
        groups = [passages[start : start + window] for start in range(0, len(passages), window)]
        return np.concatenate(
            [
                (self.attention_to(judged.queries[query], some) - self.attention_to(CONTENT_FREE, some))[:, :, ::-1]
                for some in (group[::-1] for group in groups)
            ],
            axis=2,
        )

    def cut(self, text: str, tokens: int) -> str:
        """Returns the beginning of a text of at most `tokens` tokens."""
        encoding = self.tokenizer.encode(" ".join(text.split()), add_special_tokens=False)
        return encoding_text(" ".join(text.split()), encoding, tokens)

    def attention_to(self, query: str, passages: list[str]) -> np.ndarray:
        """Returns (layers, heads, passages): the share that each passage gets of the attention after the passages."""
        user, spans = "", []
        head, tail = self.prompt["user"].replace("{count}", str(len(passages))).split("{items}")
        user += head
        for number, passage in enumerate(passages):
            before, after = self.prompt["item"].replace("{label}", str(number + 1)).split("{passage}")
            spans.append((len(user + before), len(user + before + passage)))
            user += before + passage + after
        end = len(user)
        ids, starts = self.encoded(user + tail.replace("{query}", query))
        attended = self.attended(ids, (starts(end), len(ids)))
        return np.stack([attended[:, :, starts(first) : starts(last)].sum(2) for first, last in spans], axis=2)

    def encoded(self, user: str):
        """Returns the tokens of the prompt by the card's template, and a function from a character of the user's turn
        to the number of tokens before it.
        """
        ids: list[int] = []
        text, opening, before = "", "", 0
        for part in [*self.card["chat"]["parts"], {"id": None}]:
            if "id" not in part:
                if part.get("slot") == "user":
                    opening, before = text, len(ids)
                text += (
                    part.get("text")
                    or {"system": self.prompt.get("system", ""), "user": user, "answer": ""}[part["slot"]]
                )
                continue
            ids += self.ids(text) + ([part["id"]] if part["id"] is not None else [])
            text = ""
        return ids, lambda character: before + len(self.ids((opening + user[:character]).rstrip(" ")))

    def ids(self, text: str) -> list[int]:
        """Returns the tokens of a text."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids if text else []

    def attended(self, ids: list[int], attend: tuple[int, int]) -> np.ndarray:
        """Returns (layers, heads, tokens): the mean attention of the tokens in a range."""
        feeds = {
            "input_ids": np.array([ids]),
            "num_logits_to_keep": np.array(1),
            "attend_from": np.array(attend[:1]),
            "attend_to": np.array(attend[1:]),
        }
        taken = {each.name for each in self.session.get_inputs()}
        return self.session.run(
            ["attended"], {name: value for name, value in (feeds | self.past).items() if name in taken}
        )[0]


def encoding_text(text: str, encoding, tokens: int) -> str:
    """Returns the beginning of a text that has `tokens` tokens."""
    return text if len(encoding.ids) <= tokens else text[: encoding.offsets[tokens - 1][1]]


if __name__ == "__main__":
    main()
