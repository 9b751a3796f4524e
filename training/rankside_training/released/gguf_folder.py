"""Writes a LLaMA model of a GGUF file in Hugging Face's layout: config, weights, tokenizer, chat template.

The weights are those that the file stores, expanded to fp32. llama.cpp keeps the rows of query and key projections in
pairs of rotary positions; here they are put back into two halves, as Hugging Face's classes expect them.
"""

import json
from pathlib import Path

import numpy as np
from gguf import GGUFReader, dequantize
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

CONTROL = 3  # the token type of control tokens

PARTS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def write_folder(file: Path, folder: Path) -> None:
    """Writes the folder. Raises ValueError for another architecture or another kind of tokenizer."""
    reader = GGUFReader(file)
    about = {name: field.contents() for name, field in reader.fields.items()}
    if about["general.architecture"] != "llama" or about["tokenizer.ggml.pre"] != "smollm":
        found = f"{about['general.architecture']} with {about['tokenizer.ggml.pre']}"
        raise ValueError(f"Expected a LLaMA model with the tokenizer of SmolLM, got {found}")
    folder.mkdir(parents=True, exist_ok=True)
    config = config_of(about)
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    heads = {"attn_q": config["num_attention_heads"], "attn_k": config["num_key_value_heads"]}
    weights = {name_of(each.name): weights_of(each, heads) for each in reader.tensors}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    tokens = about["tokenizer.ggml.tokens"]
    tokenizer_of(about).save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "GPT2Tokenizer",
        "bos_token": tokens[about["tokenizer.ggml.bos_token_id"]],
        "eos_token": tokens[about["tokenizer.ggml.eos_token_id"]],
        "pad_token": tokens[about["tokenizer.ggml.padding_token_id"]],
        "unk_token": tokens[about["tokenizer.ggml.unknown_token_id"]],
        "chat_template": about["tokenizer.chat_template"],
        "model_max_length": about["llama.context_length"],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2))


def config_of(about: dict) -> dict:
    """Returns `config.json`."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": about["llama.vocab_size"],
        "hidden_size": about["llama.embedding_length"],
        "intermediate_size": about["llama.feed_forward_length"],
        "num_hidden_layers": about["llama.block_count"],
        "num_attention_heads": about["llama.attention.head_count"],
        "num_key_value_heads": about["llama.attention.head_count_kv"],
        "max_position_embeddings": about["llama.context_length"],
        "rms_norm_eps": round(about["llama.attention.layer_norm_rms_epsilon"], 9),
        "rope_theta": about["llama.rope.freq_base"],
        "hidden_act": "silu",
        "tie_word_embeddings": True,
        "bos_token_id": about["tokenizer.ggml.bos_token_id"],
        "eos_token_id": about["tokenizer.ggml.eos_token_id"],
        "pad_token_id": about["tokenizer.ggml.padding_token_id"],
        "torch_dtype": "float32",
    }


def name_of(name: str) -> str:
    """Returns Hugging Face's name of a tensor."""
    if name == "token_embd.weight":
        return "model.embed_tokens.weight"
    if name == "output_norm.weight":
        return "model.norm.weight"
    _, layer, part, _ = name.split(".")
    return f"model.layers.{layer}.{PARTS[part]}.weight"


def weights_of(tensor, heads: dict[str, int]) -> np.ndarray:
    """Returns a tensor, (rows, columns) in fp32. `heads`: their number, by the part whose rows are paired."""
    weights = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
    count = heads.get(tensor.name.split(".")[2] if tensor.name.startswith("blk.") else "")
    return weights if count is None else in_halves(weights, count)


def in_halves(weights: np.ndarray, heads: int) -> np.ndarray:
    """Returns the rows of each head in two halves, where they were in pairs: (heads · size, columns)."""
    rows, columns = weights.shape
    pairs = weights.reshape(heads, rows // heads // 2, 2, columns)
    return np.ascontiguousarray(pairs.swapaxes(1, 2).reshape(rows, columns))


def tokenizer_of(about: dict) -> Tokenizer:
    """Returns the tokenizer of SmolLM: byte pairs, each digit alone."""
    tokens, kinds = about["tokenizer.ggml.tokens"], about["tokenizer.ggml.token_type"]
    merges = [tuple(merge.split(" ")) for merge in about["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE({token: index for index, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = [token for token, kind in zip(tokens, kinds) if kind == CONTROL]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in control])
    return tokenizer
