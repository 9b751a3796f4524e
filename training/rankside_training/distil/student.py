"""The student: some layers of the teacher, with exits whose token vectors are components of the teacher's states."""

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch.nn.functional import normalize

from ..data.prepared import Prepared
from ..network.batches import batches
from ..network.config import Exit
from ..network.encoder import Network, load_untrained

# The teacher's layers that the student starts from: every second one, then the last four, which hold most of the
# meaning of its last states.
LAYERS = (0, 2, 4, 6, 8, 9, 10, 11)
DEPTHS = (2, 4, 6, 8)
SAMPLE = 300  # texts whose states give the means and the components


@dataclass(frozen=True)
class Space:
    """Of the teacher's states: the mean after each of its layers (layers + 1, hidden), and the components of a token
    vector (token_dim, hidden).
    """

    means: torch.Tensor
    components: torch.Tensor


def reached(layers: tuple[int, ...], depth: int, total: int) -> int:
    """Returns how many of the teacher's layers the student's first `depth` stand for: those before its next layer."""
    return layers[depth] if depth < len(layers) else total


@torch.no_grad()
def start(teacher: torch.nn.Module, space: Space, work: Path, name: str = "base") -> Network:
    """Returns the student before any training. The mean direction of the teacher's states, which all of them share, is
    left out of the components, so that token vectors differ by what differs.
    """
    shape = load_untrained(work).shape
    exits = tuple(Exit(depth, cosine=0.5, maxsim=0.5) for depth in DEPTHS)
    student = Network(
        replace(shape, name=name, layers=len(LAYERS), exits=exits, heads=teacher.config.num_attention_heads)
    )
    student.bert.embeddings.load_state_dict(teacher.embeddings.state_dict())
    for own, layer in zip(student.bert.encoder.layer, LAYERS):
        own.load_state_dict(teacher.encoder.layer[layer].state_dict())
    for head in student.exits.values():
        head.project.weight.data = space.components.clone()
    return student


@torch.no_grad()
def centre(student: Network, space: Space) -> None:
    """Takes the mean of the teacher's last states from the student's, by the bias of its last normalization. Cosines
    of pooled vectors then spread as those of token vectors do.
    """
    student.bert.encoder.layer[-1].output.LayerNorm.bias -= space.means[-1]


@torch.inference_mode()
def space_of(teacher: torch.nn.Module, prepared: Prepared, texts: list[int], width: int, limit: int) -> Space:
    """Measures the teacher's states over `texts`."""
    states = [torch.zeros(0)] * (teacher.config.num_hidden_layers + 1)
    last = []
    sums, tokens = [torch.zeros(teacher.config.hidden_size) for _ in states], 0
    for group in batches(prepared.lengths(limit)[texts].tolist(), 4096):
        ids, mask = prepared.batch([texts[i] for i in group], limit)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = teacher(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        kept = mask.bool()
        tokens += int(kept.sum())
        for depth, state in enumerate(hidden):
            sums[depth] += state.float()[kept].sum(dim=0)
        final = hidden[-1].float()
        last.append(normalize(final[kept], dim=-1))
    unit = torch.cat(last)
    return Space(torch.stack([total / tokens for total in sums]), leading(unit, width))


def leading(unit: torch.Tensor, width: int) -> torch.Tensor:
    """Returns (width, hidden): the leading eigenvectors of the second moment of states without their mean direction."""
    mean = normalize(unit.mean(dim=0), dim=0)
    rest = normalize(unit - (unit @ mean)[:, None] * mean, dim=-1).double()
    vectors = torch.linalg.eigh(rest.T @ rest).eigenvectors.flip(1)[:, :width].T.float()
    return vectors - (vectors @ mean)[:, None] * mean
