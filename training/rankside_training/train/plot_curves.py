"""Draws the losses and the validation curves of runs: `python -m rankside_training.train.plot_curves`."""

import argparse
import json
from pathlib import Path

import matplotlib

from ..settings import CURVES

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "rankside"  # makes the files reproducible

from matplotlib import pyplot  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the curves of training runs")
    parser.add_argument(
        "runs", type=Path, nargs="*", help="files with a line for each validation; default: training/curves/*.jsonl"
    )
    options = parser.parse_args()
    for path in options.runs or sorted(CURVES.glob("*.jsonl")):
        draw([json.loads(line) for line in path.read_text().splitlines()], path.with_suffix(".svg"))


def draw(lines: list[dict], out: Path) -> None:
    """Draws the mean nDCG@10 of the validation sources at every exit or by every method, where a run was validated, and
    every loss, by step.
    """
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    steps = [line["step"] for line in lines]
    for depth in lines[0].get("ndcg", {}):
        values = [line["ndcg"][depth] for line in lines]
        means = [value["mean"] if isinstance(value, dict) else value for value in values]
        left.plot(steps, means, marker="o", label=f"after {depth} layers" if depth.isdigit() else depth)
    left.set(xlabel="step", ylabel="nDCG@10, sources kept out")
    if left.has_data():
        left.legend()
    for name in lines[-1]["losses"]:
        right.plot(steps[1:], [line["losses"].get(name) for line in lines[1:]], marker="o", label=name)
    right.set(xlabel="step", ylabel="loss", yscale="log")
    right.legend(fontsize="small", ncols=2)
    figure.savefig(out, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    main()
