"""The fp32 PyTorch encoder that every exported graph is held against."""

from dataclasses import dataclass

import numpy as np
import torch

from .settings import Late


@dataclass
class Encoded:
    """One text: unit token vectors (tokens, token_dim) and the unit pooled vector (hidden,)."""

    tokens: np.ndarray
    pooled: np.ndarray


class Reference:
    """Encodes rows of token ids; `projection` is (hidden, token_dim), or None for the states themselves."""

    def __init__(self, model: torch.nn.Module, late: Late, projection: np.ndarray | None = None):
        self.model = model.eval()
        self.late = late
        self.projection = None if projection is None else torch.from_numpy(projection).float()

    def encode(self, rows: list[list[int]], budget: int = 4096) -> list[Encoded]:
        """Length-sorted batches of at most `budget` tokens, padding included; the order of the rows is kept."""
        results: list[Encoded | None] = [None] * len(rows)
        for batch in batches([len(row) for row in rows], budget):
            states = self.states([rows[i] for i in batch])
            for i, state in zip(batch, states):
                results[i] = self.vectors(state)
        return results

    @torch.inference_mode()
    def states(self, rows: list[list[int]]) -> list[torch.Tensor]:
        """Last-layer states of each row's own tokens: (tokens, hidden)."""
        width = max(map(len, rows))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])  # (batch, tokens)
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state  # (batch, tokens, hidden)
        return [hidden[i, : len(row)] for i, row in enumerate(rows)]

    def vectors(self, state: torch.Tensor) -> Encoded:
        """state: (tokens, hidden)."""
        normalize = torch.nn.functional.normalize
        pooled = normalize(state.mean(dim=0), dim=0)  # (hidden,)
        tokens = normalize(state, dim=1)  # (tokens, hidden)
        if self.projection is not None:
            tokens = normalize(tokens @ self.projection, dim=1)  # (tokens, token_dim)
        return Encoded(tokens.numpy(), pooled.numpy())


def batches(lengths: list[int], budget: int) -> list[list[int]]:
    """Indices grouped longest first, so that batch size × longest row stays within the budget."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    groups: list[list[int]] = []
    for i in order:
        if not groups or (len(groups[-1]) + 1) * lengths[groups[-1][0]] > budget:
            groups.append([])
        groups[-1].append(i)
    return groups
