"""The reader of multilingual-e5-small, and the cut of its vocabulary."""

import json
import struct
import unicodedata

import numpy as np
import pytest

pytest.importorskip("tokenizers")

from rankside_training.multilingual.texts import language_of, messages
from rankside_training.multilingual.vocabulary import WORDS, chosen, cut, is_character, needs
from rankside_training.network.config import as_json, config_of
from rankside_training.network.multilingual_e5 import (
    MultilingualE5,
    load_multilingual_e5,
    read_tensor,
    tokenizer_of,
    weight_file,
)
from rankside_training.settings import MODELS

CONTROLS = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]


def small(pieces: list[tuple[str, float]]) -> MultilingualE5:
    """A model with these pieces behind the control tokens; row i of the word table holds i."""
    every = [*CONTROLS, *pieces]
    table = np.arange(len(every), dtype=np.float32)[:, None].repeat(4, axis=1)
    return MultilingualE5(1, 1, 1e-12, 0, 2, 1, 3, {WORDS: table}, every, {})


@pytest.fixture(scope="module")
def released() -> MultilingualE5:
    try:
        return load_multilingual_e5(weight_file())
    except FileNotFoundError as reason:
        pytest.skip(str(reason))


def test_read_tensor_reads_groups_of_four_bits():
    nibbles = bytes((i % 16) | ((15 - i % 16) << 4) for i in range(16))
    values = read_tensor(struct.pack("<e", 0.5) + nibbles, (1, 32))
    assert values[0, :16].tolist() == [(i - 8) * 0.5 for i in range(16)]
    assert values[0, 16:].tolist() == [(7 - i) * 0.5 for i in range(16)]


def test_read_tensor_refuses_another_size():
    with pytest.raises(ValueError, match=r"shape \(2, 32\), got 5 bytes"):
        read_tensor(b"12345", (2, 32))


def test_load_refuses_another_file(tmp_path):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="starts with E5S1"):
        load_multilingual_e5(path)


def test_the_normalizer_reads_every_character_as_the_released_table_does(released):
    tokenizer = tokenizer_of(released.pieces, released.unknown, [0, 1, 2])
    other = [
        character
        for character in map(chr, [*range(1, 0xD800), *range(0xE000, 0x20000)])
        if unicodedata.category(character) != "Cn"
        and tokenizer.normalizer.normalize_str(character) != released.normalized.get(character, character)
    ]
    # Characters newer than the table, and the fullwidth tilde, which it keeps.
    assert len(other) < 100
    assert all(ord(character) > 0x3000 for character in other)


def test_needs_is_the_mean_share_of_the_languages():
    usage = {"de.texts": np.array([30000.0, 10000.0, 0.0]), "ka.words": np.array([0.0, 0.0, 0.5])}
    assert needs(usage, np.zeros(3)).tolist() == [0.75, 0.25, 1.0]


def test_needs_passes_over_languages_with_few_texts():
    usage = {"de.words": np.array([0.0, 1.0]), "kv.texts": np.array([9.0, 0.0])}
    assert needs(usage, np.zeros(2)).tolist() == [0.0, 1.0]


def test_needs_weighs_the_kinds_of_a_language_equally():
    usage = {"de.texts": np.array([30000.0, 0.0]), "de.words": np.array([0.0, 0.1])}
    assert needs(usage, np.zeros(2)).tolist() == [0.5, 0.5]


def test_chosen_keeps_control_tokens_characters_and_the_most_needed_pieces():
    model = small([("a", -9.0), ("▁rare", -12.0), ("▁often", -3.0), ("ж", -11.0), ("<mask>", 0.0), ("𐤀", -11.0)])
    kept = [model.pieces[i][0] for i in chosen(model, {}, 7)]
    assert kept == ["<s>", "<pad>", "</s>", "<unk>", "a", "▁often", "ж"]


def test_chosen_counts_what_is_used():
    model = small([("▁one", -3.0), ("▁two", -9.0)])
    assert 4 in chosen(model, {}, 5)
    assert 5 in chosen(model, {f"{i}.words": np.array([0, 0, 0, 0, 0.0, 1.0]) for i in range(20)}, 5)


def test_cut_numbers_the_pieces_anew():
    model = small([("a", -1.0), ("b", -2.0), ("c", -3.0)])
    made = cut(model, np.array([0, 1, 2, 3, 5, 6]))
    assert [piece for piece, _ in made.pieces][4:] == ["b", "c"]
    assert made.state[WORDS][:, 0].tolist() == [0, 1, 2, 3, 5, 6]
    assert (made.cls, made.pad, made.sep, made.unknown) == (0, 1, 2, 3)


@pytest.mark.parametrize(("piece", "kept"), [("é", True), ("語", True), ("ก", True), ("½", True), ("ab", False)])
def test_is_character(piece: str, kept: bool):
    assert is_character(piece) == kept


def test_a_cut_vocabulary_splits_into_smaller_pieces():
    tokenizer = tokenizer_of([*CONTROLS, ("▁", -3.0), ("▁ab", -4.0), ("c", -5.0), ("b", -5.0), ("a", -5.0)], 3, [0])
    assert tokenizer.encode("abc  ab\n", add_special_tokens=False).tokens == ["▁ab", "c", "▁ab"]
    assert tokenizer.encode("cab", add_special_tokens=False).tokens == ["▁", "c", "a", "b"]


@pytest.mark.parametrize(("locale", "language"), [("pt_BR", "pt"), ("sr@latin", "sr"), ("zh-TW", "zh"), ("de", "de")])
def test_language_of(locale: str, language: str):
    assert language_of(locale) == language


def test_messages_reads_a_catalogue_without_its_header():
    texts = [b"Content-Type: text/plain; charset=UTF-8\n", "Öffnen\0Alle öffnen".encode()]
    table, data = b"", b""
    for text in texts:
        table += struct.pack("<2I", len(text), 28 + 8 * len(texts) + len(data))
        data += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(texts), 0, 28, 0, 0)
    assert messages(head + table + data) == ["Öffnen\nAlle öffnen"]


def test_config_keeps_the_prefixes():
    made = {
        **{"name": "multi", "layers": 1, "hidden": 4, "heads": 1, "inner": 4, "embedding": 4, "vocabulary": 9},
        **{"positions": 8, "cls": 0, "sep": 2, "epsilon": 1e-12, "tokenDim": 2, "vectorBits": 4},
        **{"exits": {"1": {"cosine": 1, "maxsim": 0}}, "limits": {"query": 8, "passage": 8}},
    }
    assert "before" not in as_json(config_of(made))
    with_prefixes = {**made, "before": {"query": "query: ", "passage": "passage: "}}
    assert as_json(config_of(with_prefixes))["before"] == {"query": "query: ", "passage": "passage: "}


def test_the_folder_has_pieces_for_its_rows():
    folder = MODELS / "multi"
    if not folder.exists():
        pytest.skip(f"found no {folder}")
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    directory = json.loads((folder / "encoder.json").read_text())
    assert len(vocabulary) == directory["vocabulary"] == directory["tensors"]["word"]["shape"][0]
    assert [piece for piece, _ in vocabulary[:4]] == ["<s>", "<pad>", "</s>", "<unk>"]
