"""Small tokenizers with the control tokens and the post-processors of the families of rerankers."""

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from .text import sentences
from .tokenizers import alphabet, wordpiece, wrap

SIZE = 400  # vocabulary


def wordpiece_as_bert() -> Tokenizer:
    """Returns a tokenizer like that of BERT and ELECTRA."""
    tokenizer = wordpiece()

    def control(name):
        return (name, tokenizer.token_to_id(name))

    tokenizer.post_processor = processors.BertProcessing(control("[SEP]"), control("[CLS]"))
    return tokenizer


def bytes_as_roberta() -> Tokenizer:
    """Returns byte-level pairs with two separators between texts."""
    tokenizer = byte_pairs(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False
    )
    return tokenizer


def bytes_as_modernbert() -> Tokenizer:
    """Returns byte-level pairs after NFC with BERT's control tokens, all of token type 0."""
    tokenizer = byte_pairs(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"])
    tokenizer.normalizer = normalizers.NFC()
    wrap(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B [SEP]", ("[CLS]", "[SEP]"))
    return tokenizer


def bytes_as_neox() -> Tokenizer:
    """Returns byte-level pairs as released ModernBERT has them, made from GPT-NeoX: runs of spaces are tokens of their
    own that are not special, and control tokens are added behind the vocabulary.
    """
    tokenizer = byte_pairs(["|||IP_ADDRESS|||", "<|padding|>"])
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.add_tokens([AddedToken(" " * count, normalized=True) for count in range(12, 1, -1)])
    tokenizer.add_special_tokens(["[UNK]", "[CLS]", "[SEP]", "[PAD]", AddedToken("[MASK]", lstrip=True)])
    wrap(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B [SEP]", ("[CLS]", "[SEP]"))
    return tokenizer


def unigram_as_xlmr() -> Tokenizer:
    """Returns a Unigram tokenizer with the control tokens of XLM-RoBERTa."""
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = unigram(special, "<unk>")
    wrap(tokenizer, "<s> $A </s>", "<s> $A </s> </s> $B </s>", ("<s>", "</s>"))
    return tokenizer


def unigram_as_deberta() -> Tokenizer:
    """Returns a Unigram tokenizer with the control tokens of BERT."""
    tokenizer = unigram(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"], "[UNK]")
    wrap(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", ("[CLS]", "[SEP]"))
    return tokenizer


def byte_pairs(special: list[str]) -> Tokenizer:
    """Trains a byte-level BPE tokenizer."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    bytes_ = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=SIZE, special_tokens=special, initial_alphabet=bytes_, show_progress=False)
    tokenizer.train_from_iterator(sentences(600), trainer)
    return tokenizer


def unigram(special: list[str], unknown: str) -> Tokenizer:
    """Trains a Unigram tokenizer: NFKC, runs of spaces joined, words that begin with "▁"."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=SIZE, special_tokens=special, unk_token=unknown, initial_alphabet=alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(sentences(600), trainer)
    return tokenizer
