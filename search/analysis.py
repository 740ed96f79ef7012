"""The analyser: how Chinese text becomes tokens, the same for the index and for questions.

A run of Chinese characters becomes its overlapping pairs and then its last character alone; a Latin
word and a number become one token each. Tokens keep their order, so a question of two or more Chinese
characters is a phrase of pairs and matches exactly where the characters stand together, and a single
character is the beginning of a pair. No dictionary decides where a word ends, so nothing is missed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TOKENS = 15_000
"""The most tokens one field of one entry gives to the index; longer texts are divided before."""

_HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<number>[0-9]+)|(?P<word>[^\W\d_{_HAN}]+|\d+)")
_IGNORED = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
"""Characters without a shape that copied text carries; they must not cut a word in two."""


@dataclass(frozen=True)
class Run:
    """A stretch of folded text that is searched as one: Chinese characters, a number or a word."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True)
class Phrase:
    """Tokens that must follow each other; with `prefix` the last one may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False


def fold(text: str) -> str:
    """Return text without differences of width, compatibility form, case and invisible characters."""
    once = unicodedata.normalize("NFKC", text.translate(_IGNORED)).casefold()
    return once if unicodedata.is_normalized("NFKC", once) else unicodedata.normalize("NFKC", once)


def find_runs(folded: str) -> Iterator[Run]:
    """Yield the runs of folded text in order; everything between them only separates."""
    for match in _RUN.finditer(folded):
        yield Run(match.start(), match.end(), match.group(), match.lastgroup or "word")


def cut(text: str, *, limit: int = MAX_TOKENS) -> list[str]:
    """Return the tokens of a text in order, as they stand in the index."""
    tokens: list[str] = []
    for match in _RUN.finditer(fold(text)):
        run = match.group()
        if match.lastgroup == "han":
            tokens += [run[at : at + 2] for at in range(len(run))]
        else:
            tokens.append(run)
        if len(tokens) >= limit:
            return tokens[:limit]
    return tokens


def index_form(text: str) -> str:
    """Return the tokens of a text separated by spaces: what both engines store."""
    return " ".join(cut(text))


def phrase_of(text: str) -> Phrase | None:
    """Return a question as a phrase over the index's tokens, or nothing when it has no token."""
    runs = list(find_runs(fold(text)))
    if not runs:
        return None
    tokens = cut(text)
    last = runs[-1]
    if last.kind == "han":
        # The last character of the question need not be the last of its run in the text.
        return Phrase(tuple(tokens[:-1])) if len(last.text) > 1 else Phrase(tuple(tokens), prefix=True)
    return Phrase(tuple(tokens), prefix=last.kind == "word" and len(last.text) > 1)


def distinct_tokens(text: str) -> list[str]:
    """Return each pair, word and number of a question once: the loose form of a long question."""
    found: dict[str, None] = {}
    for run in find_runs(fold(text)):
        if run.kind == "han" and len(run.text) > 1:
            found.update(dict.fromkeys(run.text[at : at + 2] for at in range(len(run.text) - 1)))
        else:
            found[run.text] = None
    return list(found)


def characters(text: str) -> str:
    """Return the Chinese characters, letters and digits of a text and nothing else, folded."""
    return "".join(run.text for run in find_runs(fold(text)))


def divide(text: str, *, size: int = 3000, overlap: int = 200) -> list[str]:
    """Return a text in pieces of at most `size` characters whose ends overlap.

    A phrase of up to `overlap` characters stands whole in at least one piece.
    """
    if len(text) <= size:
        return [text]
    step = size - overlap
    return [text[at : at + size] for at in range(0, len(text) - overlap, step)]
