"""The released model: its folder is made by `python -m rankside_training.released` and kept outside the repository."""

import json

import numpy as np
import pytest

gguf = pytest.importorskip("gguf")
torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from rankside_training.released.__main__ import NAME, cache_folder  # noqa: E402
from rankside_training.released.gguf_folder import in_halves, name_of, tokenizer_of  # noqa: E402

FOLDER = cache_folder() / NAME
released = pytest.mark.skipif(
    not (FOLDER / "tokenizer_config.json").exists(),
    reason=f"there is no {NAME} in RANKSIDE_CACHE: python -m rankside_training.released makes it",
)


def test_in_halves_undoes_the_pairs_of_rotary_positions():
    halves = np.arange(2 * 6 * 3, dtype=np.float32).reshape(12, 3)
    paired = halves.reshape(2, 2, 3, 3).swapaxes(1, 2).reshape(12, 3)  # as llama.cpp's converter stores two heads
    assert np.array_equal(in_halves(paired, 2), halves)


def test_name_of_gives_the_names_of_hugging_face():
    assert name_of("blk.7.attn_q.weight") == "model.layers.7.self_attn.q_proj.weight"
    assert name_of("token_embd.weight") == "model.embed_tokens.weight"


def test_tokenizer_of_splits_digits_and_keeps_control_tokens_whole():
    letters = ["<|im_end|>", *sorted("Ġ0123456789ab"), "ab", "Ġa"]
    about = {
        "tokenizer.ggml.tokens": letters,
        "tokenizer.ggml.token_type": [3, *([1] * (len(letters) - 1))],
        "tokenizer.ggml.merges": ["a b", "Ġ a"],
    }
    assert tokenizer_of(about).encode("ab 12<|im_end|>").tokens == ["ab", "Ġ", "1", "2", "<|im_end|>"]


@released
def test_released_model_answers_in_its_own_template():
    tokenizer = transformers.AutoTokenizer.from_pretrained(FOLDER)
    model = transformers.AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32)
    turns = [{"role": "user", "content": "What is the capital of France? Answer with one word."}]
    text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    assert text.startswith("<|im_start|>system\n")
    ids = tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids
    with torch.inference_mode():
        written = model.generate(ids, max_new_tokens=8, do_sample=False)[0, ids.shape[1] :]
    assert "Paris" in tokenizer.decode(written)


@released
@pytest.mark.parametrize("name", ["q8", "q4", "yes-no"])
def test_released_folders_have_golden_pairs_of_pytorch(name):
    card = json.loads((FOLDER.with_name(f"{NAME}-{name}") / "card.json").read_text())
    logits = [passage["logits"][0] for entry in card["golden"] for passage in entry["passages"]]
    assert len(set(logits)) == len(logits) > 5
