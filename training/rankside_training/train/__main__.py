"""Trains a network: `python -m rankside_training.train base` or `fast`. A run that was stopped resumes from its last
checkpoint.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from ..data.prepared import Prepared
from ..network.encoder import Network, load, load_untrained
from ..settings import WORK
from .recipes import RECIPES, changed
from .run import Run
from .start import cut, narrow


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a late-interaction encoder")
    parser.add_argument("model", choices=("base", "fast"))
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument(
        "--start", type=Path, help="checkpoint to start from; default: the untrained encoder, or a network cut from it"
    )
    parser.add_argument("--run", help="name of the run's folder; default: the model's name")
    parser.add_argument("--width", type=int, default=48, help="fast: dimensions of a token vector")
    parser.add_argument(
        "--bits", type=int, choices=(4, 8), default=8, help="of a component of a passage's token vector"
    )
    parser.add_argument("--hidden", type=int, default=256, help="fast: width of the states")
    parser.add_argument("--embedding", type=int, default=128, help="fast: width of a row of the word table")
    parser.add_argument(
        "--layers", default="0,5", help="fast: the layers of base that it starts from; `random` for none"
    )
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="changes to the recipe")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = changed(RECIPES[options.model], options.set)
    torch.manual_seed(recipe.seed)
    prepared = Prepared(options.work)
    Run(
        beginning(options, prepared),
        prepared,
        recipe,
        options.work / "runs" / (options.run or options.model),
        options.work,
    ).go()


def beginning(options: argparse.Namespace, prepared: Prepared) -> Network:
    """Returns the network that a run starts from."""
    if options.start:
        return load(options.start)
    untrained = load_untrained(options.work)
    if options.model == "base":
        network = untrained
    else:
        shape = narrow(options.hidden, options.embedding, options.width)
        random = options.layers == "random"
        network = (
            Network(shape)
            if random
            else cut(
                prepared, shape, [int(i) for i in options.layers.split(",")], untrained.exits["6"].project.weight.data
            )
        )
    network.shape = replace(network.shape, vector_bits=options.bits)
    return network


if __name__ == "__main__":
    main()
