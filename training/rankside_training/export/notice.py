"""The provenance and the licences that a model folder states."""

SOURCE = [
    "Weights and tokenizer: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0, by its authors a fine-tuned "
    "nreimers/MiniLM-L6-H384-uncased, itself every second layer of microsoft/MiniLM-L12-H384-uncased (MIT).",
    "Its authors trained it on about 1.17 billion public sentence pairs (Reddit comments, S2ORC, WikiAnswers, "
    "PAQ, Stack Exchange, MS MARCO, GooAQ, Yahoo Answers, CodeSearchNet, SQuAD 2.0, Natural Questions and "
    "others), each under its own terms.",
]
POOL = [
    "{use} a pool of public texts: OpenStax, SquadShifts, MedQuAD, TLDR pages, PowerShell and React "
    "documentation, ACL Anthology, SciFact claims (CC BY 4.0); SciFact abstracts (ODC-By 1.0); RAG-QA Arena, "
    "SelQA, CovidQA, Covid FAQ (Apache-2.0); NQ-open, PubMedQA, Node.js documentation (MIT); Django "
    "documentation (BSD-3-Clause); Python documentation (PSF); PostgreSQL documentation (PostgreSQL licence); "
    "the Rust book (MIT or Apache-2.0); documentation and code of libraries (Apache-2.0, MIT, BSD or PSF); US "
    "government guides and the DC Code (public domain).",
    "Among them under share-alike terms: MDN Web Docs (CC BY-SA 2.5), QED, from Wikipedia (CC BY-SA 3.0), OWASP "
    "(CC BY-SA 4.0). No text of the pool is part of these files.",
    "The golden pairs were written for rankside.",
]


def origin(adds: str, use: str) -> list[str]:
    """Returns a card's `provenance`: the source, what rankside adds to it, and the texts that were used."""
    return [*SOURCE, adds, *(line.format(use=use) for line in POOL)]


# The provenance of the untrained encoder.
ORIGIN = origin(
    "rankside adds no training. It writes the weights as int8, scores by late interaction, and reduces token "
    "states to 128 dimensions by principal components.",
    "Components and activation ranges are statistics of",
)
HELD_OUT = (
    "NQ-open, QED, PubMedQA, CovidQA, OWASP, the Rust book and part of the code took no part in training: by "
    "them settings were chosen and scores judged."
)
ABOUT = {
    "base": {
        "description": (
            "Late-interaction encoder, 6 layers × 384 with exits after 2 and 4; "
            "token vectors of 128 dimensions in 4 bits."
        ),
        "provenance": origin(
            "rankside trained it further as a late-interaction encoder with exits after layers 2 and 4. " + HELD_OUT,
            "It was trained on",
        ),
    },
    "fast": {
        "description": "Late-interaction encoder, 2 layers × 256, distilled from all-MiniLM-L6-v2; token vectors of 48 "
        "dimensions in 4 bits.",
        "provenance": origin(
            "rankside cut a network of 2 layers × 256 out of it and trained that to give the same token vectors "
            "and rankings. " + HELD_OUT,
            "It was trained on",
        ),
    },
}

SMALL_LM = origin(
    "rankside made a language model of it that ranks: the first four layers of `base` read a line each, and "
    "three blocks of its own, trained here, read from line to line and answer with a yes or no, a grade, a "
    "label, an order, scores, or a query's words. " + HELD_OUT,
    "It was trained on",
)


def notice(name: str, provenance: list[str]) -> str:
    """Returns the content of `NOTICE`."""
    return "\n\n".join([f"rankside model `{name}`, licensed under the Apache License 2.0.", *provenance]) + "\n"
