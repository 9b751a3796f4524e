"""Small tokenizers of the three families that the hub has, as Hugging Face `tokenizer.json`."""

import re
from collections import Counter
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from ..network.text import stripped
from .text import sentences

SIZE = 600  # vocabulary
BERT_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def wordpiece() -> Tokenizer:
    """Returns a WordPiece tokenizer like BERT's: lower case, accents stripped, "##" before inner pieces; [CLS] is 2 and
    [SEP] is 3.
    """
    # The trainer of the library breaks ties by hash order, so that two runs give two vocabularies.
    vocabulary = {piece: i for i, piece in enumerate(pieces(SIZE))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.add_special_tokens(BERT_SPECIAL)
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    wrap(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", ("[CLS]", "[SEP]"))
    return tokenizer


def pieces(size: int) -> list[str]:
    """Returns control tokens, characters, then complete words and word endings by descending frequency."""
    words = Counter(re.findall(r"[a-z]+", " ".join(sentences(600)).lower()))
    endings: Counter[str] = Counter()
    for word, count in words.items():
        endings.update({f"##{word[-n:]}": count for n in (2, 3, 4) if len(word) > n + 1})
    characters = [c for c in alphabet() if not c.isupper()]
    inner = [f"##{c}" for c in characters if c.isalnum()]
    ranked = [piece for piece, _ in sorted((words + endings).items(), key=lambda item: (-item[1], item[0]))]
    known = dict.fromkeys([*BERT_SPECIAL, *characters, *inner, *ranked])
    return list(known)[:size]


def bpe() -> Tokenizer:
    """Returns a byte-level BPE tokenizer as in RoBERTa and GPT-2, which keeps case."""
    special = ["<|endoftext|>", "<s>", "</s>", "<pad>", "<mask>"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    bytes_ = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=SIZE, special_tokens=special, initial_alphabet=bytes_, show_progress=False)
    tokenizer.train_from_iterator(sentences(600), trainer)
    wrap(tokenizer, "<s> $A </s>", "<s> $A </s> </s> $B </s>", ("<s>", "</s>"))
    return tokenizer


def unigram() -> Tokenizer:
    """Returns a Unigram tokenizer as in XLM-RoBERTa: NFKC, runs of spaces joined, words that begin with "▁"."""
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.Unigram())
    squeeze = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), squeeze])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=SIZE, special_tokens=special, unk_token="<unk>", initial_alphabet=alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(sentences(600), trainer)
    wrap(tokenizer, "<s> $A </s>", "<s> $A </s> </s> $B </s>", ("<s>", "</s>"))
    return tokenizer


def alphabet() -> list[str]:
    """Returns printable ASCII, so that no plain text is unknown."""
    return [chr(code) for code in range(33, 127)]


def wrap(tokenizer: Tokenizer, single: str, pair: str, names: tuple[str, ...]) -> None:
    """Adds the post-processor that puts control tokens around texts."""
    known = [(name, tokenizer.token_to_id(name)) for name in names]
    tokenizer.post_processor = processors.TemplateProcessing(single=single, pair=pair, special_tokens=known)


def write_tokenizers(folder: Path) -> None:
    """Writes the three tokenizers."""
    folder.mkdir(parents=True, exist_ok=True)
    for make in (wordpiece, bpe, unigram):
        (folder / f"{make.__name__}.json").write_text(stripped(make()))
