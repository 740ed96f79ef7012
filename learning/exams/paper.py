"""The paper of an attempt: a pure function of the exam's questions and a seed."""

import random
from dataclasses import dataclass
from typing import Any

TRUE, FALSE = "T", "F"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS = {"single_choice": "single", "multiple_choice": "multiple", "true_false": "true_false"}


@dataclass(frozen=True)
class Paper:
    """What a candidate gets (`questions`), and apart from it what the server keeps (`key`)."""

    questions: list[dict[str, Any]]
    """Each: id, kind (single | multiple | true_false), stem, marks, options [{id, text}]."""
    key: dict[str, dict[str, Any]]
    """By question id: `right` (the ids of the right options, sorted) and `explanation`."""

    @property
    def max_score(self) -> int:
        """Return the sum of all marks."""
        return sum(question["marks"] for question in self.questions)


def build_paper(blocks: list[dict[str, Any]], seed: str) -> Paper:
    """Return the paper that this seed makes of the raw question blocks (`id`, `type`, `value`).

    The order of the options is shuffled; their letters are given after that, so a letter says
    nothing about the place of an option in the author's text.
    """
    questions: list[dict[str, Any]] = []
    key: dict[str, dict[str, Any]] = {}
    for block in blocks:
        kind = KINDS.get(block["type"])
        if kind is None:
            continue
        value = block["value"]
        if kind == "true_false":
            options = [{"id": TRUE, "text": ""}, {"id": FALSE, "text": ""}]
            right = [TRUE if value["answer"] else FALSE]
        else:
            texts = [_plain(option) for option in value["options"]]
            random.Random(f"{seed}:{block['id']}").shuffle(texts)  # noqa: S311 - order, not a secret
            options = [{"id": LETTERS[at], "text": text["text"]} for at, text in enumerate(texts)]
            right = [LETTERS[at] for at, text in enumerate(texts) if text["correct"]]
        questions.append(
            {
                "id": block["id"],
                "kind": kind,
                "stem": value["stem"],
                "marks": int(value["marks"]),
                "options": options,
            }
        )
        key[block["id"]] = {"right": sorted(right), "explanation": value.get("explanation") or ""}
    return Paper(questions, key)


def _plain(option: dict[str, Any]) -> dict[str, Any]:
    """Return an option's value; a list block stores it inside `{"type": "item", "value": …}`."""
    return option["value"] if "value" in option and "type" in option else option
