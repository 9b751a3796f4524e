"""Makes the model folder of a training run: `python -m rankside_training.lm.export <run>`."""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from tokenizers import Tokenizer

from ..card import file_reference, write_card
from ..checkpoint import read_checkpoint
from ..nbits import as_stored, in_bits
from ..notice import SMALL_LM, notice
from ..settings import MODELS, WORK
from ..text import passage_text
from .decoder import decoder_card, write_fp32
from .network import Shape, SmallLm
from .objective import yes_over_no
from .lessons import padded
from .wording import Words, own_tokenizer, prompts

NAME = "small-lm"
TABLES, MATRICES = (4, 128), (8, 128)  # bits and block of word and position tables, and of everything else: 15 MB
TOLERANCE = 0.02  # of a golden logit
PARITY = 2e-3  # between onnxruntime and PyTorch over the same weights
GOLDEN = Path(__file__).parent.parent / "base_golden.json"
LIMITS = {"query": 64, "passage": 384, "prompt": 512}
# Four in a set and five in a window, as in training; in 512 tokens more would be cut to a line or two.
SETTINGS = {"window": 5, "stride": 3, "fanOut": 3}


def main() -> None:
    parser = argparse.ArgumentParser(description="Export the small language model")
    parser.add_argument("run", type=Path, help="folder with average.pt")
    parser.add_argument("--out", type=Path, default=MODELS / NAME)
    parser.add_argument("--work", type=Path, default=WORK, help="folder with untrained/, for its tokenizer")
    options = parser.parse_args()
    torch.set_num_threads(1)
    source = read_checkpoint(options.work / "untrained").tokenizer.to_str()
    print(write(options.out, read(options.run / "average.pt"), own_tokenizer(source), json.loads(GOLDEN.read_text())))


def read(path: Path) -> SmallLm:
    model = SmallLm(Shape())
    model.load_state_dict(torch.load(path))
    return model.eval()


def write(folder: Path, model: SmallLm, tokenizer: str, queries: list[dict]) -> dict[str, float]:
    """Returns by how much golden logits differ: of the stored weights from the trained ones, of the graph from PyTorch over the stored."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer)
    words = Asked(tokenizer)
    trained = [words.logits(model, entry) for entry in queries]
    as_stored(model, bits_of)
    golden = [words.logits(model, entry) for entry in queries]
    path = folder / "model.onnx"
    write_fp32(model, path)
    onnx.save(in_bits(onnx.load(path), bits_of), path)
    graph = [[graph_logit(path, words, entry["query"], p, model.shape) for p in entry["passages"]] for entry in queries]
    errors = {"weights": distance(trained, golden), "graph": distance(graph, golden), "megabytes": path.stat().st_size / 1e6}
    if errors["graph"] > PARITY:
        raise ValueError(f"Expected golden logits within {PARITY} of PyTorch's, got {errors}")
    card = card_of(folder, model, words.tokenizer, queries, golden)
    write_card(folder, card)
    (folder / "NOTICE").write_text(notice(NAME, card["provenance"]))
    return errors


def bits_of(shape: tuple[int, int]) -> tuple[int, int]:
    return TABLES if shape[0] in (Shape.vocabulary, Shape.positions) else MATRICES


class Asked:
    """The yes-no prompt over texts, tokenized as the browser does it."""

    def __init__(self, tokenizer: str):
        self.tokenizer = Tokenizer.from_str(tokenizer)
        self.words = Words(self.tokenizer)

    def ids(self, query: str, passage: dict) -> tuple[list[int], list[int]]:
        """What comes before the query's line, and the rest."""
        pieces = lambda text: self.tokenizer.encode(text, add_special_tokens=False).ids
        line = " ".join(passage_text(passage.get("title"), passage["text"]).split())
        return self.words.one(pieces(line)[: LIMITS["passage"]]), self.words.asked(pieces(query), self.words.relevant)

    @torch.inference_mode()
    def logits(self, model: SmallLm, entry: dict) -> list[float]:
        found = []
        for passage in entry["passages"]:
            first, asked = self.ids(entry["query"], passage)
            rows = padded([first + asked])
            found.append(round(yes_over_no(model, model(rows.ids, rows.places), rows, self.words).item(), 6))
        return found


def graph_logit(path: Path, asked: Asked, query: str, passage: dict, shape: Shape) -> float:
    """In two runs, as the browser does it."""
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    past = [np.zeros((1, shape.heads, 0, shape.size), np.float32)] * (2 * shape.blocks)
    names = [each.name for each in session.get_inputs()[4:]]
    for part in asked.ids(query, passage):
        feeds = {"input_ids": np.array([part]), "num_logits_to_keep": np.array(1), "attend_from": np.array([0]), "attend_to": np.array([1])}
        logits, _, *past = session.run(None, feeds | dict(zip(names, past)))
    return float(logits[0, -1, asked.words.yes] - logits[0, -1, asked.words.no])


def distance(some: list[list[float]], others: list[list[float]]) -> float:
    return max(abs(a - b) for one, two in zip(some, others) for a, b in zip(one, two))


def card_of(folder: Path, model: SmallLm, tokenizer: Tokenizer, queries: list[dict], golden: list[list[float]]) -> dict:
    shape, graph = model.shape, file_reference(folder, "model.onnx")
    return {
        "name": NAME,
        "description": f"Causal language model, {shape.blocks} blocks × {shape.hidden}, trained to rank: yes or no, query likelihood, picks.",
        "method": "yes-no",
        "abilities": ["nextTokenLogits", "logLikelihood", "attend"],
        "languages": ["en"],
        "parameters": sum(each.numel() for each in model.parameters()),
        "template": {},
        "chat": {"parts": [{"id": 101}, {"slot": "user"}, {"slot": "answer"}], "stop": [102]},
        "decoder": decoder_card(shape),
        "limits": LIMITS,
        "prompts": prompts(),
        "settings": SETTINGS,
        "heads": [[shape.plain, head] for head in range(shape.heads)],
        "tokenizer": file_reference(folder, "tokenizer.json"),
        "variants": [
            {"device": device, "dtype": "int8", "graphs": [graph], "data": [], "batching": "rows", "tolerance": TOLERANCE}
            for device in ("wasm", "webgpu")
        ],
        "golden": [
            {"query": entry["query"], "passages": [{**p, "logits": [logit]} for p, logit in zip(entry["passages"], logits)]}
            for entry, logits in zip(queries, golden)
        ],
        "licence": "Apache-2.0",
        "provenance": SMALL_LM,
    }


if __name__ == "__main__":
    main()
