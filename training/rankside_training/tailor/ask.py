"""Computes golden logits: the answers of the model to the prompts of src/prompts, in PyTorch."""

import numpy as np
import torch

from ..network.text import passage_text
from .causal import Tailored
from .chat import Chat

YES_NO = {
    "system": "You judge search results. Answer with nothing but what is asked for.",
    "user": "Does the passage answer the query? Answer yes or no.\nQuery: {query}\nPassage: {passage}",
    "answer": "",
}
IN_CONTEXT = {
    "system": "You answer with what the passages say.",
    "user": (
        "Here are {count} passages, each on a line after its identifier.\n"
        "{items}Which of them answer this query?\nQuery: {query}"
    ),
    "item": "[{label}] {passage}\n",
}
CONTENT_FREE = "N/A"
OUTLYING = 2  # standard deviations


def on_one_line(passage: dict) -> str:
    """Returns the text of a passage without line breaks."""
    return " ".join(passage_text(passage.get("title"), passage["text"]).split())


@torch.inference_mode()
def run(decoder: Tailored, ids: list[int], attend: tuple[int, int] = (0, 1)) -> dict[str, np.ndarray]:
    """Returns the outputs by name, apart from keys and values, for a prompt without earlier tokens."""
    past = [torch.zeros(1, decoder.key_heads, 0, decoder.size)] * (2 * decoder.layers)
    found = decoder(torch.tensor([ids]), torch.tensor(1), torch.tensor([attend[0]]), torch.tensor([attend[1]]), *past)
    return {name: values.numpy() for name, values in zip(decoder.outputs, found)}


def yes_over_no(decoder: Tailored, chat: Chat, prompt: dict, query: str, passage: dict, labels: list[str]) -> float:
    """Returns the logit of the first label minus that of the second."""
    user = prompt["user"].format(query=query, passage=on_one_line(passage))
    ids, tokens = chat.answered(prompt["system"], user, prompt.get("answer", ""), labels[:2])
    logits = run(decoder, ids)["logits"][0, -1]
    yes, no = (decoder.cut.tokens.index(token) if decoder.cut.tokens else token for token in tokens)
    return float(logits[yes] - logits[no])


def in_context(decoder: Tailored, chat: Chat, prompt: dict, query: str, passages: list[dict]) -> list[float]:
    """Returns the scores of src/methods/listwise/in-context.ts over one prompt, the best candidates last: the attention
    from the query minus that from a query without content.
    """
    asked, free = (masses(decoder, chat, prompt, text, passages[::-1]) for text in (query, CONTENT_FREE))
    return [gain(a, b) for a, b in zip(asked, free)][::-1]


def gain(asked: np.ndarray, free: np.ndarray) -> float:
    """Returns the sum of the differences without outliers."""
    gains = asked - free
    deviation = gains.std(ddof=1) if len(gains) > 1 else 0
    return float(gains[gains >= gains.mean() - OUTLYING * deviation].sum())


def masses(decoder: Tailored, chat: Chat, prompt: dict, query: str, passages: list[dict]) -> list[np.ndarray]:
    """Returns the attention that each token of each passage gets from the tokens after the passages, summed over the
    selected heads.
    """
    items, spans = "", []
    head, tail = prompt["user"].format(items="\0", query="\1", count=len(passages)).split("\0")
    opening = chat.template.split("[user]")[0].replace("[system]", prompt["system"])

    def count(text):
        return len(chat.tokenizer.encode((opening + text).rstrip(), add_special_tokens=False).ids)

    for at, line in enumerate(map(on_one_line, passages)):
        before, after = prompt["item"].format(label=at + 1, passage="\1").split("\1")
        spans.append((count(head + items + before), count(head + items + before + line)))
        items += before + line + after
    ids = chat.ids(prompt["system"], head + items + tail.replace("\1", query))
    before_tail = len(chat.tokenizer.encode(opening + head + items, add_special_tokens=False).ids)
    attended = run(decoder, ids, (before_tail, len(ids)))["attended"].sum((0, 1))
    return [attended[first:last] for first, last in spans]
