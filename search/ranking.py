"""The order of loosely found entries: pairs of characters from the engine, single characters from here."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import characters, distinct_tokens, fold

K1, B = 1.2, 0.75
SHARED = 2
"""How many tokens a text must share with a question to be related to it at all."""


@dataclass(frozen=True)
class Candidate:
    """An entry that the engine found, with its score and its whole text."""

    entry_id: int
    score: float
    text: str
    weight: float = 1.0


def rank(question: str, candidates: Sequence[Candidate]) -> list[tuple[int, float]]:
    """Return ids and scores, best first: the engine's score plus BM25 over single characters, weighted.

    How rare a character is, is counted over the candidates: they are the texts among which the question
    has to choose, and no statistics have to be kept up to date.
    """
    wanted = sorted(set(characters(question)))
    tokens = distinct_tokens(question)
    folded = [(candidate, fold(candidate.text)) for candidate in candidates]
    least = min(SHARED, len(tokens))
    near = [(each, text) for each, text in folded if sum(token in text for token in tokens) >= least]
    if not near:
        return []
    texts = [text for _candidate, text in near]
    holding = Counter(sign for text in texts for sign in wanted if sign in text)
    usual = sum(map(len, texts)) / len(texts) or 1.0
    rarity = {sign: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for sign, n in holding.items()}
    ranked = []
    for candidate, text in near:
        length = K1 * (1 - B + B * len(text) / usual)
        counts = ((rare, text.count(sign)) for sign, rare in rarity.items())
        singles = sum(rare * n * (K1 + 1) / (n + length) for rare, n in counts if n)
        ranked.append((candidate.entry_id, (candidate.score + singles) * candidate.weight))
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))
