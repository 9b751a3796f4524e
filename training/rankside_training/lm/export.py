"""Makes the model folder of a training run: `python -m rankside_training.lm.export <run>`."""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch

from ..export.card import file_reference, write_card
from ..export.notice import SMALL_LM, notice
from ..graphs.nbits_graph import in_bits
from ..network.text import passage_text
from ..quantization.as_stored import as_stored
from ..settings import FIXTURES, GOLDEN
from .bits import bits_of
from .decoder import decoder_card, write_fp32
from .network import LINE, SEP, Shape, SmallLm
from .objective import yes_over_no
from .parts import QUERY_LINE, Part, Parts, rows_of, size_of
from .reader import Reader, tokenizer
from .wording import prompts

NAME = "small-lm"
TOLERANCE = 0.02  # of a golden logit
PARITY = 2e-3  # largest difference between onnxruntime and PyTorch over the same weights
QUERIES = 2  # golden queries; every load runs them, and a passage takes longer than with `base`
LIMITS = {"query": 64, "passage": 384, "prompt": 1024}
# Most lists in training had at most ten passages. Of the three questions the first alone ranks best (`criteria`), so
# the others get small weights.
WEIGHTS = {"Relevant": 0.8, "Topic": 0.1, "Terms": 0.1}
SETTINGS = {
    "window": 10,
    "stride": 5,
    "fanOut": 3,
    "think": 64,
    "criteria": [{"question": name, "weight": weight} for name, weight in WEIGHTS.items()],
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Export the small language model")
    parser.add_argument("run", type=Path, help="folder with average.pt")
    parser.add_argument("--out", type=Path, default=FIXTURES / NAME)
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(write(options.out, read(options.run), json.loads(GOLDEN.read_text())[:QUERIES]))


def read(run: Path) -> SmallLm:
    """Returns the averaged model of a run."""
    model = SmallLm(Shape())
    model.load_state_dict(torch.load(run / "average.pt"))
    return model.eval()


def read_stored(run: Path) -> SmallLm:
    """Returns the averaged model of a run with its weights as the file stores them."""
    model = read(run)
    as_stored(model, bits_of)
    return model


def write(folder: Path, model: SmallLm, queries: list[dict]) -> dict[str, float]:
    """Writes the folder and returns the largest differences of golden logits: of the stored weights from the trained
    ones, and of the graph from PyTorch over the stored weights. Raises ValueError where the graph differs by more than
    PARITY.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer())
    trained = golden_logits(model, queries)
    as_stored(model, bits_of)
    golden = golden_logits(model, queries)
    path = folder / "model.onnx"
    reader = Reader(model)
    write_fp32(model, reader.words, path)
    onnx.save(in_bits(onnx.load(path), bits_of, expand=True), path)
    graph = [[graph_logit(path, reader, entry["query"], p) for p in entry["passages"]] for entry in queries]
    errors = {
        "weights": distance(trained, golden),
        "graph": distance(graph, golden),
        "megabytes": path.stat().st_size / 1e6,
    }
    if errors["graph"] > PARITY:
        raise ValueError(f"Expected golden logits within {PARITY} of PyTorch's, got {errors}")
    card = card_of(folder, model, queries, golden)
    write_card(folder, card)
    (folder / "NOTICE").write_text(notice(NAME, card["provenance"]))
    return errors


@torch.inference_mode()
def golden_logits(model: SmallLm, queries: list[dict]) -> list[list[float]]:
    """Returns the logits of the yes-no prompt over texts, which are tokenized as in the browser."""
    reader = Reader(model)
    return [[yes_logit(model, reader, entry["query"], passage) for passage in entry["passages"]] for entry in queries]


def yes_logit(model: SmallLm, reader: Reader, query: str, passage: dict) -> float:
    """Returns the logit of one pair in PyTorch."""
    words = reader.words
    first = [
        Part(reader.line(passage_text(passage.get("title"), passage["text"]), LIMITS["passage"]).states, words.passage)
    ]
    asked = [
        Part(reader.line(query, LIMITS["query"]).states, words.query),
        Parts(model, words).word(words.answers["relevant"]),
    ]
    read = model(rows_of([asked], [size_of(first)], QUERY_LINE), model(rows_of([first])))
    return round(yes_over_no(model, read.states[:, -1], words).item(), 6)


def graph_logit(path: Path, reader: Reader, query: str, passage: dict) -> float:
    """Returns the logit of one pair by the graph, in two runs as in the browser."""
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    past = [np.zeros((1, Shape.readers, 0, Shape().size), np.float32)] * (2 * Shape().reading)
    names, words = [each.name for each in session.get_inputs()[4:]], reader.words
    text = reader.pieces(passage_text(passage.get("title"), passage["text"]))[: LIMITS["passage"]]
    runs = ([words.passage, *text, LINE], [words.query, *reader.pieces(query), LINE, words.answers["relevant"]])
    for ids in runs:
        feeds = {
            "input_ids": np.array([ids]),
            "num_logits_to_keep": np.array(1),
            "attend_from": np.array([0]),
            "attend_to": np.array([1]),
        }
        logits, _, _, _, *past = session.run(None, feeds | dict(zip(names, past)))
    return float(logits[0, -1, words.yes] - logits[0, -1, words.no])


def distance(some: list[list[float]], others: list[list[float]]) -> float:
    """Returns the largest difference between two sets of logits."""
    return max(abs(a - b) for one, two in zip(some, others) for a, b in zip(one, two))


def card_of(folder: Path, model: SmallLm, queries: list[dict], golden: list[list[float]]) -> dict:
    """Returns the content of the card."""
    shape, graph = model.shape, file_reference(folder, "model.onnx")
    return {
        "name": NAME,
        "description": (
            f"Language model, {shape.plain} + {shape.reading} blocks × {shape.hidden}, trained to rank: "
            "yes or no, grades, picks, orders, query likelihood."
        ),
        "method": "yes-no",
        "abilities": ["classify", "nextTokenLogits", "logLikelihood", "generate", "attend", "termWeights"],
        "languages": ["en"],
        "parameters": sum(each.numel() for each in model.parameters()),
        "template": {},
        "chat": {"parts": [{"slot": "user"}, {"slot": "answer"}], "stop": [SEP]},
        "decoder": decoder_card(shape),
        "limits": LIMITS,
        "prompts": prompts(),
        "settings": SETTINGS,
        "heads": [[0, head] for head in range(shape.readers)],
        "tokenizer": file_reference(folder, "tokenizer.json"),
        "variants": [
            {
                "device": device,
                "dtype": dtype,
                "graphs": [graph],
                "data": [],
                "batching": "rows",
                "tolerance": TOLERANCE,
            }
            for device, dtype in (("wasm", "int8"), ("webgpu", "fp32"))
        ],
        "golden": [
            {
                "query": entry["query"],
                "passages": [{**p, "logits": [logit]} for p, logit in zip(entry["passages"], logits)],
            }
            for entry, logits in zip(queries, golden)
        ],
        "licence": "Apache-2.0",
        "provenance": SMALL_LM,
    }


if __name__ == "__main__":
    main()
