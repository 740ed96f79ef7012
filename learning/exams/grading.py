"""Grading: a pure function of paper, key and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Grade:
    """The marks reached, of how many, and for each question whether it was right."""

    score: int
    max_score: int
    right: dict[str, bool]

    def reaches(self, pass_percent: int) -> bool:
        """Return whether the score is at least this share of the marks; exact, in whole numbers."""
        return self.score * 100 >= pass_percent * self.max_score


def grade(
    questions: list[dict[str, Any]], key: Mapping[str, Mapping[str, Any]], answers: Mapping[str, list[str]]
) -> Grade:
    """Return the grade: full marks for exactly the right options, else none."""
    right = {q["id"]: sorted(answers.get(q["id"], [])) == list(key[q["id"]]["right"]) for q in questions}
    return Grade(
        score=sum(question["marks"] for question in questions if right[question["id"]]),
        max_score=sum(question["marks"] for question in questions),
        right=right,
    )
