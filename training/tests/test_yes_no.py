"""The cut language model: its margins, what is trained of it, and the texts of its prompts."""

from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("bm25s")

from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: E402

from rankside_training.yes_no.questions import PASSAGE_TOKENS, Questions  # noqa: E402
from rankside_training.yes_no.student import Student, cut  # noqa: E402

PROMPTS = [[5, 6, 7, 8, 9], [5, 6, 7, 3], [5, 6, 7, 8, 9, 10, 11]]
LABELS = (1, 2)


def tiny():
    torch.manual_seed(0)
    return transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=20,
            hidden_size=16,
            intermediate_size=24,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            tie_word_embeddings=True,
        )
    ).eval()


def test_student_gives_the_margin_of_each_prompt_alone():
    model = tiny()
    with torch.inference_mode():
        logits = [model(torch.tensor([prompt])).logits[0, -1] for prompt in PROMPTS]
        margins = Student(model, LABELS)(PROMPTS)
    assert torch.allclose(margins, torch.stack([row[LABELS[0]] - row[LABELS[1]] for row in logits]), atol=1e-5)


def test_student_gives_the_margin_of_a_single_prompt():
    with torch.inference_mode():
        student = Student(tiny(), LABELS)
        assert torch.allclose(student(PROMPTS[:1]), student(PROMPTS)[:1], atol=1e-5)


def test_student_trains_neither_words_nor_frozen_layers():
    model = tiny()
    student = Student(model, LABELS, frozen=1)
    student(PROMPTS).sum().backward()
    layers = model.model.layers
    assert model.get_input_embeddings().weight.grad is None
    assert all(each.grad is None for each in layers[0].parameters())
    assert all(each.grad is not None for each in [*layers[1].parameters(), *model.model.norm.parameters()])


def test_cut_keeps_the_first_layers(tmp_path):
    whole = tiny()
    whole.save_pretrained(tmp_path)
    part = cut(tmp_path, 2)
    with torch.inference_mode():
        states = whole(torch.tensor(PROMPTS[:1]), output_hidden_states=True).hidden_states[2]
        found = part(torch.tensor(PROMPTS[:1]), output_hidden_states=True).hidden_states
    assert part.config.num_hidden_layers == 2
    assert torch.allclose(found[-1], whole.model.norm(states), atol=1e-5)
    with pytest.raises(ValueError, match="at most 3 layers, got 4"):
        cut(tmp_path, 4)


def test_a_passage_is_cut_after_its_first_tokens_and_put_on_one_line():
    tokenizer = Tokenizer(models.WordLevel({"w": 0}, unk_token="w"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    questions = SimpleNamespace(chat=SimpleNamespace(tokenizer=tokenizer))
    words = [f"word{i}" for i in range(PASSAGE_TOKENS + 5)]
    assert Questions.beginning(questions, "\n".join(words)) == " ".join(words[:PASSAGE_TOKENS])
    assert Questions.beginning(questions, "two\nwords") == "two words"
