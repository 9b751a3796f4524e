"""Writes `card.json`, the description of a model folder."""

import hashlib
import json
from pathlib import Path


def file_reference(folder: Path, name: str) -> dict:
    """Returns the path, the size and the hash of a file of the folder."""
    data = (folder / name).read_bytes()
    return {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def template(cls: int, sep: int, *fields: str) -> list[dict]:
    """Returns [CLS] first [SEP] (second [SEP]) with the token types 0 and 1 of BERT."""
    parts: list[dict] = [{"id": cls, "type": 0}]
    for kind, field in enumerate(fields):
        parts += [{"field": field, "type": kind}, {"id": sep, "type": kind}]
    return parts


def write_card(folder: Path, card: dict) -> Path:
    """Writes the card with its format number and returns its path."""
    path = folder / "card.json"
    path.write_text(json.dumps({"format": 2, **card}, indent=2, ensure_ascii=False) + "\n")
    return path
