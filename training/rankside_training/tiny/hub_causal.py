"""A causal language model of random numbers in the layout of the hub, with golden answers to the prompts of released
rerankers and to ours: `python -m rankside_training.tiny.hub_causal`.

One model is prompted in three forms: as Qwen3-Reranker, as mxbai-rerank-v2 and as any instruct model. Prompts are
complete texts with control tokens spelled out, tokenized at once.
"""

import json
from dataclasses import dataclass

import torch
from onnx import load, save
from onnxruntime.transformers.float16 import convert_float_to_float16
from transformers import Qwen3Config, Qwen3ForSequenceClassification

from ..network.text import stripped
from ..tailor.decoder import CausalDecoder, export_decoder
from .causal import QWEN, SHAPE, byte_pairs, on_one_line
from .hub import HUB, PLAUSIBLE, write_config, write_json
from .text import GOLDEN_QUERIES

OPEN = "<|im_start|>system\n[system]<|im_end|>\n<|im_start|>user\n[user]<|im_end|>\n<|im_start|>assistant\n"
SILENT = OPEN + "<think>\n\n</think>\n\n"


@dataclass(frozen=True)
class Prompting:
    """The form of a prompt, by the name of the repository that the model is published under."""

    template: str
    system: str
    user: str
    labels: tuple[str, str] = ("yes", "no")


PROMPTINGS = {
    "Qwen3-Reranker-tiny": Prompting(
        SILENT,
        "Judge whether the Document meets the requirements based on the Query and the Instruct provided. Note "
        'that the answer can only be "yes" or "no".',
        "<Instruct>: Given a web search query, retrieve relevant passages that answer the query\n<Query>: "
        "[query]\n<Document>: [passage]",
    ),
    "mxbai-rerank-tiny-v2": Prompting(
        OPEN,
        "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        "query: [query]\ndocument: [passage]\nYou are a search relevance expert who evaluates how well documents "
        "match search queries. For each query-document pair, carefully analyze the semantic relationship between "
        "them, then provide your binary relevance judgment (0 for not relevant, 1 for relevant).\nRelevance:",
        ("1", "0"),
    ),
    "instruct": Prompting(
        SILENT,
        "You judge search results. Answer with nothing but what is asked for.",
        "Does the passage answer the query? Answer yes or no.\nQuery: [query]\nPassage: [passage]",
    ),
}


def ask(prompting: Prompting, tokenizer, model: torch.nn.Module, query: str, passage: dict) -> dict:
    """Returns a passage with the ids of its prompt and its score."""
    user = prompting.user.replace("[query]", query).replace("[passage]", on_one_line(passage))
    opening = prompting.template.replace("[system]", prompting.system).replace("[user]", user)
    prompts = [tokenizer.encode(opening + label, add_special_tokens=False).ids for label in prompting.labels]
    index = next(index for index, tokens in enumerate(zip(*prompts)) if len(set(tokens)) > 1)
    with torch.inference_mode():
        logits = model(torch.tensor([prompts[0][:index]])).logits[0, -1]
    yes, no = [logits[ids[index]].item() for ids in prompts]
    return {**passage, "ids": prompts[0][:index], "score": round(yes - no, 6)}


def answers(tokenizer, model: torch.nn.Module, entry: dict) -> dict:
    """Returns the answers to one golden query in every form."""
    return {
        name: {
            "query": entry["query"],
            "passages": [ask(prompting, tokenizer, model, entry["query"], p) for p in entry["passages"]],
        }
        for name, prompting in PROMPTINGS.items()
    }


def sensible(tokenizer, model: torch.nn.Module) -> bool:
    """Returns whether the plausible answer ranks first in every form."""
    asked = answers(tokenizer, model, PLAUSIBLE).values()
    scores = [[p["score"] for p in each["passages"]] for each in asked]
    return all(first > other + 0.02 for first, *others in scores for other in others)


def write_causal(queries: list[dict]) -> None:
    """Writes the folder of the first seed whose answers are plausible."""
    folder = HUB / "qwen"
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    tokenizer = byte_pairs(QWEN)
    for seed in range(1000):
        torch.manual_seed(seed)
        model = QWEN.build().eval()
        if sensible(tokenizer, model):
            break
    print("qwen seed", seed)
    export_decoder(model, folder / "onnx/model.onnx")
    half = convert_float_to_float16(load(folder / "onnx/model.onnx"), keep_io_types=False)
    save(half, folder / "onnx/model_fp16.onnx")
    (folder / "tokenizer.json").write_text(stripped(tokenizer) + "\n")
    write_json(
        folder / "tokenizer_config.json",
        {"model_max_length": 2048, "chat_template": "{% if enable_thinking is false %}…{% endif %}"},
    )
    write_config(folder, model)
    entries = [answers(tokenizer, model, entry) for entry in [PLAUSIBLE, *queries]]
    write_json(folder / "golden.json", {name: [entry[name] for entry in entries] for name in PROMPTINGS})


class Classifier(torch.nn.Module):
    """A graph for classification: tokens as input, one logit of the last token as output, no keys and values."""

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        model.lm_head = model.score
        self.decoder = CausalDecoder(model)
        self.layers = model.config.num_hidden_layers

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        nothing = torch.zeros(1, self.decoder.key_heads, 0, self.decoder.size)
        first = torch.tensor([0])
        return self.decoder(ids, torch.tensor(1), first, first + 1, *[nothing] * (2 * self.layers))[0][:, 0]


def write_classifier(queries: list[dict]) -> None:
    """Writes Qwen3-Reranker's prompt with a head of one label, as the model is released for classification."""
    folder, prompting = HUB / "qwen-classifier", PROMPTINGS["Qwen3-Reranker-tiny"]
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    tokenizer = byte_pairs(QWEN)

    def judged(entry: dict, model: torch.nn.Module) -> dict:
        passages = []
        for passage in entry["passages"]:
            user = prompting.user.replace("[query]", entry["query"]).replace("[passage]", on_one_line(passage))
            ids = tokenizer.encode(
                prompting.template.replace("[system]", prompting.system).replace("[user]", user),
                add_special_tokens=False,
            ).ids
            with torch.inference_mode():
                passages.append(
                    {**passage, "ids": ids, "score": round(model(torch.tensor([ids])).logits[0, 0].item(), 6)}
                )
        return {"query": entry["query"], "passages": passages}

    for seed in range(1000):
        torch.manual_seed(seed)
        model = Qwen3ForSequenceClassification(Qwen3Config(**SHAPE, head_dim=16, num_labels=1, pad_token_id=0)).eval()
        first, *others = [p["score"] for p in judged(PLAUSIBLE, model)["passages"]]
        if all(first > other + 0.02 for other in others):
            break
    print("qwen-classifier seed", seed)
    entries = [judged(entry, model) for entry in [PLAUSIBLE, *queries]]
    write_config(folder, model)
    torch.onnx.export(
        Classifier(model).eval(),
        torch.tensor([[1, 2, 3, 4]]),
        folder / "onnx/model.onnx",
        dynamo=False,
        opset_version=17,
        input_names=["input_ids"],
        output_names=["logits"],
        dynamic_axes={"input_ids": {1: "tokens"}},
    )
    (folder / "tokenizer.json").write_text(stripped(tokenizer) + "\n")
    write_json(folder / "tokenizer_config.json", {"model_max_length": 2048})
    write_json(folder / "golden.json", entries)


def main() -> None:
    queries = json.loads(GOLDEN_QUERIES.read_text())
    write_causal(queries)
    write_classifier(queries)


if __name__ == "__main__":
    main()
