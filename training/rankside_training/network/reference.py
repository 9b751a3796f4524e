"""The fp32 encoder in PyTorch, which the tests and the export compare every graph with."""

from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from .batches import batches
from .config import Config
from .scoring import Encoded

Watch = Callable[[str, torch.Tensor], None]


class Reference:
    """Encodes lists of token ids, with weights under the names of `read_weights`."""

    def __init__(self, config: Config, weights: dict[str, np.ndarray]):
        self.config = config
        self.weights = {name: torch.from_numpy(np.array(array, np.float32)) for name, array in weights.items()}

    def encode(self, rows: list[list[int]], budget: int = 4096) -> list[dict[int, Encoded]]:
        """Encodes every row at every exit, by depth, in batches of at most `budget` tokens with padding."""
        results: list[dict[int, Encoded] | None] = [None] * len(rows)
        for batch in batches([len(row) for row in rows], budget):
            for i, states in zip(batch, self.states([rows[i] for i in batch])):
                results[i] = {depth: self.head(state, depth) for depth, state in states.items()}
        return results

    @torch.inference_mode()
    def states(self, rows: list[list[int]], watch: Watch | None = None) -> list[dict[int, torch.Tensor]]:
        """Returns the states of each row's own tokens after the layers of each exit, (tokens, hidden) by depth. `watch`
        is called with the input of every matrix product.
        """
        width = max(map(len, rows))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])  # (batch, tokens)
        mask = torch.tensor([[True] * len(row) + [False] * (width - len(row)) for row in rows])
        x = self.embed(ids)  # (batch, tokens, hidden)
        found: list[dict[int, torch.Tensor]] = [{} for _ in rows]
        for i in range(self.config.layers):
            x = self.layer(x, mask, f"layers.{i}", watch or ignore)
            if i + 1 in self.config.depths:
                for index, row in enumerate(rows):
                    found[index][i + 1] = x[index, : len(row)]
        return found

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        """Returns the states before the first layer: (batch, tokens) to (batch, tokens, hidden)."""
        words = self.weights["word"][ids]  # (batch, tokens, embedding)
        if "widen" in self.weights:
            words = words @ self.weights["widen"]
        return self.norm(words + self.weights["position"][: ids.shape[1]], "norm")

    def layer(self, x: torch.Tensor, mask: torch.Tensor, name: str, watch: Watch) -> torch.Tensor:
        """Computes a post-norm transformer layer (Vaswani et al., 2017; BERT): (batch, tokens, hidden) to the same."""

        def product(part: str, values: torch.Tensor) -> torch.Tensor:
            watch(f"{name}.{part}", values)
            return values @ self.weights[f"{name}.{part}.weight"] + self.weights[f"{name}.{part}.bias"]

        q, k, v = (self.by_head(part) for part in product("qkv", x).chunk(3, dim=-1))
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = self.norm(x + product("mix", mixed.transpose(1, 2).flatten(2)), f"{name}.mix.norm")
        return self.norm(x + product("down", functional.gelu(product("up", x))), f"{name}.down.norm")

    def by_head(self, x: torch.Tensor) -> torch.Tensor:
        """Reshapes (batch, tokens, hidden) to (batch, heads, tokens, width)."""
        return x.unflatten(-1, (self.config.heads, -1)).transpose(1, 2)

    def norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        """Applies the layer normalization with this name."""
        return functional.layer_norm(
            x, x.shape[-1:], self.weights[f"{name}.scale"], self.weights[f"{name}.bias"], self.config.epsilon
        )

    def head(self, state: torch.Tensor, depth: int) -> Encoded:
        """Returns the vectors of one text at an exit from its states (tokens, hidden)."""
        name = f"exits.{depth}"
        tokens = functional.normalize(state @ self.weights[f"{name}.project"], dim=1)
        weights = functional.softplus(
            (state @ self.weights[f"{name}.weigh"]).flatten() + self.weights[f"{name}.weigh.bias"]
        )
        return Encoded(tokens.numpy(), weights.numpy(), functional.normalize(state.mean(dim=0), dim=0).numpy())


def ignore(_name: str, _values: torch.Tensor) -> None:
    """Does nothing; takes the place of a `Watch`."""
    pass
