"""Causal language models of random numbers in the shapes of Qwen3 and LLaMA 3, with golden answers by Hugging Face's
own classes.

The golden prompts are complete texts with control tokens spelled out, which Hugging Face tokenizes at once. The browser
fills and renders the same prompts by its own rules and must get the same ids.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, Qwen3Config, Qwen3ForCausalLM

from ..export.card import file_reference, write_card
from ..network.text import stripped
from ..tailor.chat import chat_parts
from ..tailor.decoder import CausalDecoder, export_decoder
from .text import sentences

VOCABULARY = 600
SEED = 31
# As in Qwen2's and Qwen3's tokenizer.json.
QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SHAPE = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=2048,
    initializer_range=0.3,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    attn_implementation="eager",
)


@dataclass(frozen=True)
class Family:
    """One kind of model: the control tokens of its tokenizer, and how it marks turns."""

    name: str
    special: tuple[str, ...]
    template: str  # with [system], [user] and [answer]
    stop: str
    build: Callable[[], torch.nn.Module]
    split: pre_tokenizers.PreTokenizer


QWEN = Family(
    "tiny-qwen",
    ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"),
    "<|im_start|>system\n[system]<|im_end|>\n<|im_start|>user\n[user]<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n[answer]",
    "<|im_end|>",
    lambda: Qwen3ForCausalLM(Qwen3Config(**SHAPE, head_dim=16, tie_word_embeddings=True)),
    pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    ),
)
LLAMA = Family(
    "tiny-llama",
    ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
    "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n[system]<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n"
    "[user]<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n[answer]",
    "<|eot_id|>",
    lambda: LlamaForCausalLM(LlamaConfig(**SHAPE)),
    pre_tokenizers.ByteLevel(add_prefix_space=False),
)
FAMILIES = (QWEN, LLAMA)

JUDGE = "You judge search results. Answer with nothing but what is asked for."
COMPARE = "You compare search results. Answer with nothing but what is asked for."
RANK = "You rank search results by how well they answer a query."


def write_tiny_causal(family: Family, folder: Path, queries: list[dict]) -> dict[str, float]:
    """Writes the folder and returns the graph's largest difference from the golden logits."""
    torch.manual_seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = byte_pairs(family)
    model = family.build().eval()
    export_decoder(model, folder / "model.onnx")
    (folder / "tokenizer.json").write_text(stripped(tokenizer))
    asked = Asked(family, tokenizer, model)
    entries = [
        {"query": q["query"], "passages": [{**p, "logits": [asked.yes_over_no(q["query"], p)]} for p in q["passages"]]}
        for q in queries
    ]
    write_card(folder, causal_card(family, folder, tokenizer, model, entries))
    answers = [answer for q in queries for answer in asked.all(q)]
    (folder / "golden.json").write_text(json.dumps(answers, ensure_ascii=False) + "\n")
    return {"model.onnx": graph_error(folder / "model.onnx", model)}


def byte_pairs(family: Family) -> Tokenizer:
    """Trains the tokenizer of a family."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = family.split
    tokenizer.decoder = decoders.ByteLevel()
    bytes_ = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=list(family.special), initial_alphabet=bytes_, show_progress=False
    )
    tokenizer.train_from_iterator(sentences(600), trainer)
    return tokenizer


def on_one_line(passage: dict) -> str:
    """Returns the text of a passage without line breaks."""
    return " ".join(f"{passage.get('title', '')} {passage['text']}".split())


class Asked:
    """The answers of the model to the prompts of src/prompts, written here independently."""

    def __init__(self, family: Family, tokenizer: Tokenizer, model: torch.nn.Module):
        self.family, self.tokenizer, self.model = family, tokenizer, model

    def ids(self, system: str, user: str, answer: str = "") -> list[int]:
        """Returns the tokens of a prompt."""
        text = self.family.template.replace("[system]", system).replace("[user]", user).replace("[answer]", answer)
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def run(self, ids: list[int], **more):
        """Runs the model on a prompt."""
        with torch.inference_mode():
            return self.model(torch.tensor([ids]), **more)

    def all(self, entry: dict) -> list[dict]:
        """Returns the answers to all prompts for one golden query."""
        query, passages = entry["query"], entry["passages"]
        return [
            *[self.yes_no(query, passage) for passage in passages],
            self.setwise(query, passages[:3]),
            *[self.likelihood(query, passage) for passage in passages],
            self.listwise(query, passages),
            self.in_context(query, passages),
            *[self.term_weights(query, passage) for passage in passages],
        ]

    def labels(self, system: str, user: str, answer: str, labels: list[str]) -> tuple[list[int], list[float]]:
        """Returns the prompt up to the token in which the labels differ, and the logit of that token of each label."""
        prompts = [self.ids(system, user, answer + label) for label in labels]
        index = next(index for index, tokens in enumerate(zip(*prompts)) if len(set(tokens)) > 1)
        logits = self.run(prompts[0][:index]).logits[0, -1]
        return prompts[0][:index], [round(logits[prompt[index]].item(), 6) for prompt in prompts]

    def yes_no(self, query: str, passage: dict) -> dict:
        user = f"Does the passage answer the query? Answer yes or no.\nQuery: {query}\nPassage: {on_one_line(passage)}"
        ids, logits = self.labels(JUDGE, user, "", ["yes", "no"])
        return {
            "prompt": "yes-no",
            "query": query,
            "passages": [passage],
            "ids": ids,
            "labels": ["yes", "no"],
            "logits": logits,
        }

    def yes_over_no(self, query: str, passage: dict) -> float:
        yes, no = self.yes_no(query, passage)["logits"]
        return round(yes - no, 6)

    def setwise(self, query: str, passages: list[dict]) -> dict:
        labels = ["A", "B", "C"]
        items = "".join(f"Passage {label}: {on_one_line(p)}\n" for label, p in zip(labels, passages))
        user = f"Which passage is the most relevant to the query?\nQuery: {query}\n{items}Answer with A, B or C."
        ids, logits = self.labels(COMPARE, user, "Passage ", labels)
        return {
            "prompt": "setwise",
            "query": query,
            "passages": passages,
            "ids": ids,
            "labels": labels,
            "logits": logits,
        }

    def likelihood(self, query: str, passage: dict) -> dict:
        """Returns the log-probability of the query after the passage."""
        system, user = (
            "You write search queries.",
            f"Write a query that the passage answers.\nPassage: {on_one_line(passage)}",
        )
        before = self.ids(system, user, "Query:")
        ids = self.ids(system, user, f"Query: {query}")
        logs = self.run(ids).logits[0].log_softmax(-1)
        target = range(len(before), len(ids))
        total = sum(logs[index - 1, ids[index]].item() for index in target)
        return {
            "prompt": "query-likelihood",
            "query": query,
            "passages": [passage],
            "ids": ids,
            "tokens": len(target),
            "total": round(total, 6),
        }

    def listwise(self, query: str, passages: list[dict], limit: int = 12) -> dict:
        """Returns the order that the model writes."""
        user = (
            f"Here are {len(passages)} passages, each on a line after its identifier.\n"
            f"Query: {query}\n{numbered(passages)}"
            "Rank all of them, the most relevant first, as identifiers alone, such as: [2] > [1]"
        )
        ids, stop = self.ids(RANK, user), self.tokenizer.token_to_id(self.family.stop)
        written: list[int] = []
        while len(written) < limit:
            token = self.run(ids + written).logits[0, -1].argmax().item()
            if token == stop:
                break
            written.append(token)
        text = self.tokenizer.decode(written, skip_special_tokens=True)
        return {
            "prompt": "listwise",
            "query": query,
            "passages": passages,
            "ids": ids,
            "limit": limit,
            "tokens": len(written),
            "text": text,
        }

    def in_context(self, query: str, passages: list[dict]) -> dict:
        """Returns the attention to each token of each passage, as the mean over the tokens after the passages and the
        sum over layers and heads.
        """
        head = f"Here are {len(passages)} passages, each on a line after its identifier.\n"
        tail = "Which of them answer this query?\nQuery:"
        system = "You answer with what the passages say."
        user = f"{head}{numbered(passages)}{tail} {query}"
        ids = self.ids(system, user)
        opening = self.family.template.split("[user]")[0].replace("[system]", system)

        def count(text):
            return len(self.tokenizer.encode(opening + text, add_special_tokens=False).ids)

        rows = slice(count(f"{head}{numbered(passages)}"), len(ids))
        attention = sum(
            layer[0].sum(0) for layer in self.run(ids, output_attentions=True).attentions
        )  # (tokens, tokens)
        masses, so_far = [], head
        for index, line in enumerate(map(on_one_line, passages)):
            first, last = count(f"{so_far}[{index + 1}]"), count(f"{so_far}[{index + 1}] {line}")
            masses.append([round(x, 6) for x in attention[rows, first:last].mean(0).tolist()])
            so_far += f"[{index + 1}] {line}\n"
        return {"prompt": "in-context", "query": query, "passages": passages, "ids": ids, "masses": masses}

    def term_weights(self, query: str, passage: dict) -> dict:
        """Returns the largest weight of each distinct token of the passage, by token."""
        opening = self.family.template.split("[user]")[0].replace("[system]", "")
        before = self.tokenizer.encode(opening, add_special_tokens=False).ids
        ids, own = (
            self.ids("", on_one_line(passage)),
            self.tokenizer.encode(opening + on_one_line(passage), add_special_tokens=False).ids,
        )
        states = self.run(ids, output_hidden_states=True).hidden_states[-1][0]  # (tokens, hidden)
        weights = torch.nn.functional.softplus(states[:, 0])
        largest: dict[str, float] = {}
        for index in range(len(before), len(own)):
            largest[str(ids[index])] = max(largest.get(str(ids[index]), -1), round(weights[index].item(), 6))
        return {"prompt": "term-weights", "query": query, "passages": [passage], "ids": ids, "weights": largest}


def numbered(passages: list[dict]) -> str:
    """Returns the passages as numbered lines."""
    return "".join(f"[{index + 1}] {on_one_line(p)}\n" for index, p in enumerate(passages))


def graph_error(path: Path, model: torch.nn.Module) -> float:
    """Returns the largest difference from Hugging Face over a prompt that the graph reads in two parts."""
    decoder, ids = CausalDecoder(model), torch.arange(5, 45)[None]
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    past = [np.zeros((1, decoder.key_heads, 0, decoder.size), np.float32)] * (2 * model.config.num_hidden_layers)
    names = [name.name for name in session.get_inputs()[4:]]
    for part in (ids[:, :25], ids[:, 25:]):
        feeds = {
            "input_ids": part.numpy(),
            "num_logits_to_keep": np.array(1),
            "attend_from": np.array([0]),
            "attend_to": np.array([1]),
        }
        logits, _, _, *past = session.run(None, {**feeds, **dict(zip(names, past))})
    with torch.inference_mode():
        return np.abs(logits[0, -1] - model(ids).logits[0, -1].numpy()).max().item()


def causal_card(
    family: Family, folder: Path, tokenizer: Tokenizer, model: torch.nn.Module, entries: list[dict]
) -> dict:
    """Returns the content of the card."""
    graph = file_reference(folder, "model.onnx")
    decoder = CausalDecoder(model)
    return {
        "name": family.name,
        "description": "Random numbers in the shape of a causal language model, for tests.",
        "method": "yes-no",
        "abilities": ["nextTokenLogits", "logLikelihood", "generate", "attend", "termWeights"],
        "languages": ["en"],
        "parameters": sum(p.numel() for p in model.parameters()),
        "template": {},
        "chat": {
            "parts": chat_parts(family.template, family.special, tokenizer),
            "stop": [tokenizer.token_to_id(family.stop)],
        },
        "decoder": {"layers": model.config.num_hidden_layers, "keyHeads": decoder.key_heads, "size": decoder.size},
        "limits": {"query": 32, "passage": 256, "prompt": 2048},
        "tokenizer": file_reference(folder, "tokenizer.json"),
        "variants": [
            {
                "device": device,
                "dtype": "fp32",
                "graphs": [graph],
                "data": [],
                "batching": "rows",
                "tolerance": tolerance,
            }
            for device, tolerance in (("wasm", 0.001), ("webgpu", 0.01))
        ],
        "golden": entries,
        "licence": "Apache-2.0",
        "provenance": ["Random numbers from a fixed seed; tokenizer trained on sentences of our own."],
    }
