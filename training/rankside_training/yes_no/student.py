"""The first layers of a causal language model, with the difference of two logits as its only output."""

from pathlib import Path

import torch
from torch import nn
from transformers import AutoModelForCausalLM, DynamicCache


class Student(nn.Module):
    """The model. The word table, which is also its head, and the first `frozen` layers are not trained."""

    def __init__(self, model, labels: tuple[int, int], frozen: int = 0):
        super().__init__()
        self.model, self.labels = model, labels
        model.get_input_embeddings().requires_grad_(False)
        for layer in model.model.layers[:frozen]:
            layer.requires_grad_(False)

    @property
    def trained(self) -> list[nn.Parameter]:
        """The parameters that are trained."""
        return [each for each in self.parameters() if each.requires_grad]

    def forward(self, prompts: list[list[int]]) -> torch.Tensor:
        """Returns the logit of the first label minus that of the second after each prompt: (prompts,). What all prompts
        begin with is computed once.
        """
        shared = shared_tokens(prompts)
        rests = [prompt[shared:] for prompt in prompts]
        width = max(map(len, rests))
        ids = torch.tensor([rest + [0] * (width - len(rest)) for rest in rests])
        mask = torch.tensor([[1] * (shared + len(rest)) + [0] * (width - len(rest)) for rest in rests])
        past = DynamicCache()
        if shared:
            self.model.model(torch.tensor([prompts[0][:shared]]), past_key_values=past, use_cache=True)
            past.batch_repeat_interleave(len(prompts))
        states = self.model.model(ids, attention_mask=mask, past_key_values=past, use_cache=True).last_hidden_state
        last = states[torch.arange(len(rests)), torch.tensor([len(rest) - 1 for rest in rests])]
        yes, no = self.model.get_input_embeddings().weight[list(self.labels)]
        return last @ (yes - no)


def shared_tokens(prompts: list[list[int]]) -> int:
    """Returns the number of tokens that all prompts begin with, which leaves at least one of each."""
    columns = zip(*prompts)  # ends with the shortest prompt
    same = next((i for i, column in enumerate(columns) if len(set(column)) > 1), min(map(len, prompts)))
    return min(same, min(map(len, prompts)) - 1)


def cut(folder: Path, layers: int):
    """Returns the first layers of the model in a folder of Hugging Face's layout, in fp32."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    if layers > len(model.model.layers):
        raise ValueError(f"Expected at most {len(model.model.layers)} layers, got {layers}")
    model.model.layers = model.model.layers[:layers]
    model.config.num_hidden_layers = layers
    if getattr(model.config, "layer_types", None):
        model.config.layer_types = model.config.layer_types[:layers]
    return model
