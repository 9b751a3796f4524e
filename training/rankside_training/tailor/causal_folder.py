"""Makes a causal model's graph, golden logits and part of the card."""

from pathlib import Path

import onnxruntime as ort
import torch
from transformers import AutoModelForCausalLM

from . import ask, causal
from .chat import Chat, chat_of
from .request import Made, Request, compress, stored


def causal_folder(source: Path, out: Path, request: Request, queries: list[dict]) -> Made:
    """Writes the graph and returns its part of the card with the golden logits."""
    chat = chat_of(source)
    model = stored(
        AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32, attn_implementation="eager"), request.bits
    )
    prompt = request.prompt or (ask.IN_CONTEXT if request.method == "in-context" else ask.YES_NO)
    answers = chat.answered("", "", prompt.get("answer", ""), list(request.answers))[1]
    if request.method == "in-context" and not request.heads:
        raise ValueError("Expected --heads for in-context, got none")
    cut = {"yes-no": causal.Cut(tokens=tuple(answers)), "in-context": causal.Cut(heads=request.heads)}.get(
        request.method, causal.Cut()
    )
    decoder = causal.Tailored(model, cut)
    causal.write_graph(decoder, out / "model.onnx")
    compress(out / "model.onnx", request.bits)
    graph = Graph(decoder, out / "model.onnx")
    # A model that keeps everything is asked for a yes or a no too, since these logits depend on all of its weights.
    score = in_context if request.method == "in-context" else yes_no
    expected, got = (score(each, chat, prompt, request, queries) for each in (decoder, graph))
    return Made(causal_card(decoder, chat, request), expected, got)


def yes_no(decoder, chat: Chat, prompt: dict, request: Request, queries: list[dict]) -> list[float]:
    """Returns the golden logits of a model that is asked for a yes or a no."""
    return [
        ask.yes_over_no(decoder, chat, prompt, q["query"], p, list(request.answers))
        for q in queries
        for p in q["passages"]
    ]


def in_context(decoder, chat: Chat, prompt: dict, _request: Request, queries: list[dict]) -> list[float]:
    """Returns the golden logits of a model whose attention is read."""
    return [logit for q in queries for logit in ask.in_context(decoder, chat, prompt, q["query"], q["passages"])]


class Graph:
    """A graph with the interface of the decoder that it was exported from."""

    def __init__(self, decoder: causal.Tailored, path: Path):
        self.cut, self.layers, self.key_heads, self.size, self.outputs = (
            decoder.cut,
            decoder.layers,
            decoder.key_heads,
            decoder.size,
            decoder.outputs,
        )
        self.session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])

    def __call__(self, *inputs: torch.Tensor) -> list[torch.Tensor]:
        names = ["input_ids", "num_logits_to_keep", "attend_from", "attend_to"]
        names += [f"past_key_values.{layer}.{kind}" for layer in range(self.layers) for kind in ("key", "value")]
        taken = {each.name for each in self.session.get_inputs()}
        feeds = {name: value.numpy() for name, value in zip(names, inputs) if name in taken}
        return [torch.from_numpy(array) for array in self.session.run(self.outputs, feeds)]


def causal_card(decoder: causal.Tailored, chat: Chat, request: Request) -> dict:
    """Returns a causal model's part of the card."""
    is_complete = not decoder.cut.tokens and not decoder.cut.heads
    abilities = {"yes-no": ["nextTokenLogits"], "in-context": ["attend"]}.get(
        request.method, ["nextTokenLogits", "logLikelihood", "generate", "attend"]
    )
    prompt = {"name": "in-context" if request.method == "in-context" else "yes-no", **(request.prompt or {})}
    fields = [
        name
        for name in ("query", "passage", "items", "label", "count")
        if any(f"{{{name}}}" in str(text) for text in prompt.values())
    ]
    shape = {"layers": decoder.layers, "keyHeads": decoder.key_heads, "size": decoder.size}
    return {
        "description": f"{request.name}, tailored for {request.method}.",
        "method": "yes-no" if is_complete else request.method,
        "abilities": abilities,
        "parameters": sum(each.numel() for each in decoder.parameters()),
        "template": {},
        "chat": chat.card(),
        "decoder": shape | ({"tokens": list(decoder.cut.tokens)} if decoder.cut.tokens else {}),
        "limits": {"query": 64, "passage": min(512, request.prompt_limit // 2), "prompt": request.prompt_limit},
        **({"prompts": {prompt["name"]: {**prompt, "fields": fields}}} if request.prompt else {}),
    }
