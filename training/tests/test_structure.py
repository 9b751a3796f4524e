"""The import graph of the package: no module imports itself through others, and folders import in one direction."""

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "rankside_training"
# A folder may import itself and the folders before it.
FOLDERS = (
    "settings",
    "network",
    "data",
    "quantization",
    "graphs",
    "export",
    "evaluate",
    "distil",
    "train",
    "calibrate",
    "multilingual",
    "deep",
    "tailor",
    "lm",
    "tiny",
    "released",
)
# These modules run where only NumPy is installed, so that their tests do.
NUMPY_ALONE = (
    "calibrate.cascade_rule",
    "calibrate.platt",
    "evaluate.metrics",
    "network.batches",
    "network.config",
    "network.scoring",
    "quantization.expand",
    "quantization.nbits",
    "quantization.pack",
)


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


SOURCES = {module_name(path): ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imports_of(name: str) -> set[str]:
    """Modules of the package that a module imports anywhere, functions and type-checking blocks included."""
    found = set()
    for node in ast.walk(SOURCES[name]):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = name.split(".")[: -node.level]
            target = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{target}.{each.name}".lstrip(".") for each in node.names} & set(SOURCES)
            found |= {target} & set(SOURCES)
    return found


def packages_of(name: str) -> set[str]:
    """Top-level packages from outside that a module imports, directly or through modules of this package."""
    seen, waiting, found = set(), [name], set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        waiting += imports_of(current)
        for node in ast.walk(SOURCES[current]):
            if isinstance(node, ast.Import):
                found |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.split(".")[0])
    return found


def circle_from(start: str) -> list[str]:
    """A path of imports from a module back to itself, or an empty list."""
    waiting = [[start]]
    seen = set()
    while waiting:
        path = waiting.pop()
        for target in sorted(imports_of(path[-1])):
            if target == start:
                return [*path, target]
            if target not in seen:
                seen.add(target)
                waiting.append([*path, target])
    return []


def test_imports_of_finds_relative_imports_of_every_form():
    assert "network.config" in imports_of("network.text")  # from .config import Config
    assert "tailor.causal" in imports_of("tailor.causal_folder")  # from . import ask, causal
    assert "settings" in imports_of("evaluate.__main__")  # from ..settings import DATA


def test_modules_do_not_import_each_other_in_a_circle():
    assert [circle for name in SOURCES if (circle := circle_from(name))] == []


def test_every_folder_is_listed():
    assert {name.split(".")[0] for name in SOURCES if name} == set(FOLDERS)


def test_folders_import_in_one_direction():
    order = {name: index for index, name in enumerate(FOLDERS)}
    wrong = [
        f"{name} imports {target}"
        for name in SOURCES
        for target in imports_of(name)
        if name and target and order[target.split(".")[0]] > order[name.split(".")[0]]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NUMPY_ALONE)
def test_modules_that_compute_need_numpy_alone(name):
    heavy = {"torch", "onnx", "onnxruntime", "transformers", "tokenizers", "safetensors"}
    assert packages_of(name) & heavy == set()


def test_every_command_in_the_documents_exists():
    texts = [
        *PACKAGE.parents[1].glob("*.md"),
        *(PACKAGE.parents[1] / "docs").glob("*.md"),
        PACKAGE.parent / "README.md",
    ]
    texts += (PACKAGE.parents[1] / "test" / "fixtures").glob("*/README.md")
    prefixes = ("python -m rankside_training.", "run rankside_training.")
    missing = []
    for path in texts:
        for line in path.read_text().splitlines():
            for prefix in prefixes:
                for rest in line.split(prefix)[1:]:
                    name = rest.split()[0].strip("`,.;:)")
                    if name not in SOURCES or (f"{name}.__main__" not in SOURCES and not is_command(name)):
                        missing.append(f"{path.name}: {name}")
    assert missing == []


def is_command(name: str) -> bool:
    """Whether a module runs `main` when Python is given its name."""
    return any(isinstance(node, ast.If) and "__main__" in ast.dump(node.test) for node in SOURCES[name].body)
