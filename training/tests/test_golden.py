"""Exported folders: the stored weights expand to the bytes that the directory names, and give the golden logits of the
card.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from rankside_training.network.scoring import as_passage, logit
from rankside_training.quantization.expand import expand
from rankside_training.settings import FIXTURES, MODELS

FOLDERS = [FIXTURES / "tiny-late", MODELS / "fast", MODELS / "base"]
CLOSE = 1e-5  # the card's logits are rounded to six digits

by_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@by_folder
def test_expand_gives_the_bytes_that_the_directory_promises(folder: Path):
    directory = json.loads((folder / "encoder.json").read_text())
    expanded = expand(directory["tensors"], (folder / directory["data"]).read_bytes(), directory["data"])
    assert len(expanded.data) == directory["expanded"]["bytes"]
    assert hashlib.sha256(expanded.data).hexdigest() == directory["expanded"]["sha256"]


def read_golden(folder: Path):
    """The stored model, and its golden queries with token ids: (query ids, passages' ids, passages' logits) each."""
    pytest.importorskip("tokenizers", reason="needs the package tokenizers")
    from rankside_training.export.stored import read_model
    from rankside_training.network.text import passage_text

    model = read_model(folder)
    texts = model.texts
    entries = []
    for entry in json.loads((folder / "card.json").read_text())["golden"]:
        bodies = [passage_text(passage.get("title"), passage["text"]) for passage in entry["passages"]]
        logits = np.array([passage["logits"] for passage in entry["passages"]])
        entries.append((texts.query(entry["query"]), texts.passages(bodies), logits))
    return model, entries


def logits_of(model, query: dict, passages: list[dict]) -> np.ndarray:
    """(passages, exits)."""
    bits, exits = model.config.vector_bits, model.config.exits
    return np.array(
        [[logit(query[e.depth], as_passage(passage[e.depth], bits), e) for e in exits] for passage in passages]
    )


@by_folder
def test_golden_logits_are_those_of_an_encoder_in_numpy(folder: Path):
    from numpy_encoder import encode

    model, entries = read_golden(folder)
    weights = model.fp32
    for query, passages, expected in entries:
        found = logits_of(
            model, encode(model.config, weights, query), [encode(model.config, weights, ids) for ids in passages]
        )
        assert np.abs(found - expected).max() < CLOSE


@by_folder
def test_golden_logits_are_those_of_the_reference_in_pytorch(folder: Path):
    pytest.importorskip("torch", reason="needs the package torch")
    from rankside_training.network.reference import Reference

    model, entries = read_golden(folder)
    reference = Reference(model.config, model.fp32)
    for query, passages, expected in entries:
        rows = [reference.encode([ids])[0] for ids in (query, *passages)]
        assert np.abs(logits_of(model, rows[0], rows[1:]) - expected).max() < CLOSE


@by_folder
def test_padding_does_not_change_the_reference(folder: Path):
    pytest.importorskip("torch", reason="needs the package torch")
    from rankside_training.network.reference import Reference

    model, entries = read_golden(folder)
    reference = Reference(model.config, model.fp32)
    query, passages, _ = entries[0]
    together, alone = reference.encode([query, *passages]), [reference.encode([ids])[0] for ids in (query, *passages)]
    assert len({len(ids) for ids in (query, *passages)}) > 1
    for one, two in zip(together, alone, strict=True):
        for depth in model.config.depths:
            assert np.abs(one[depth].tokens - two[depth].tokens).max() < 1e-5
            assert np.abs(one[depth].pooled - two[depth].pooled).max() < 1e-5
