"""Texts in many languages from unpacked Debian packages, and frequencies of words, to count pieces in.

- Manual pages (`usr/share/man/<language>`), message catalogues (`<language>/LC_MESSAGES/*.mo`) and the help of
  LibreOffice (`usr/share/libreoffice/help/<language>`), from an unpacked folder of `manpages-*`, `iso-codes`,
  `libreoffice-help-*` and `libreoffice-l10n-*`.
- The word lists of the PyPI package `wordfreq` 3.1.1, which hold 44 languages.
"""

import gzip
import html
import re
import struct
from collections.abc import Iterator
from pathlib import Path

SCRIPTS = re.compile(r"<(script|style).*?</\1>|<[^>]+>", re.DOTALL)
REQUESTS = re.compile(r"^[.'].*?(?= |$)|\\f[BIRP]|\\[-&]", re.MULTILINE)
EVERY = 16  # one in so many messages, manual pages and pages of help is read
SPACELESS = ("ja", "th", "zh")  # words of these languages follow one another without spaces


def documents(folder: Path, every: int = EVERY) -> Iterator[tuple[str, list[str]]]:
    """Yields the language of a file, as an ISO 639 code, with its texts; one in `every` of them."""
    for path in sorted(folder.rglob("*.mo")):
        yield language_of(path.parts[path.parts.index("LC_MESSAGES") - 1]), messages(path.read_bytes(), every)
    for path in sorted((folder / "usr/share/man").glob("*/**/*.gz"))[::every]:
        text = gzip.decompress(path.read_bytes()).decode(errors="ignore")
        yield language_of(path.relative_to(folder / "usr/share/man").parts[0]), [REQUESTS.sub("", text)]
    root = folder / "usr/share/libreoffice/help"
    for path in sorted(root.glob("*/text/**/*.html"))[::every]:
        yield language_of(path.relative_to(root).parts[0]), [html.unescape(SCRIPTS.sub(" ", path.read_text()))]


def language_of(locale: str) -> str:
    """Returns the language of a locale such as `pt_BR`, `zh-TW` or `sr@latin`."""
    return re.split(r"[_@-]", locale)[0].lower()


def messages(catalogue: bytes, every: int = 1) -> list[str]:
    """Returns one in `every` of the translations of a message catalogue (the MO format of GNU gettext), without its
    header.
    """
    order = "<" if catalogue[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack_from(f"{order}3I", catalogue, 8)
    places = [struct.unpack_from(f"{order}2I", catalogue, table + 8 * i) for i in range(0, count, every)]
    texts = [catalogue[start : start + length].decode(errors="ignore").replace("\0", "\n") for length, start in places]
    return [text for text in texts if "Content-Type: text/plain" not in text]


def words(folder: Path) -> Iterator[tuple[str, list[str], list[float]]]:
    """Yields each language with the words that are one in a million or more, and their frequencies, from the `data`
    folder of wordfreq. The words of bin i of a list have the frequency 10^(−i / 100).
    """
    import msgpack

    for path in sorted(folder.glob("small_*.msgpack.gz")):
        language = path.name.split("_")[1].split(".")[0]
        _header, *bins = msgpack.loads(gzip.decompress(path.read_bytes()), raw=False)
        listed = [(word, 10 ** (-i / 100)) for i, bin in enumerate(bins) for word in bin]
        yield language, [word for word, _ in listed], [frequency for _, frequency in listed]
