"""A small measurement of the checker on the demo's own texts; `python -m bench.checks` is the whole one."""

import ast
import random
from pathlib import Path

import pytest

from bench.checks import make_vocabulary, measure, read_shelf
from bench.injection import CLASSES, inject

INJECTOR = Path(__file__).resolve().parents[3] / "bench" / "injection.py"


@pytest.fixture(scope="module")
def figures():
    """Return what was measured on the demo's texts."""
    return measure(read_shelf(None), samples=12, untouched=20_000)


def test_each_class_of_errors_is_found(figures) -> None:
    # then
    assert list(figures.recall) == list(CLASSES)
    assert min(figures.recall.values()) >= 0.95, [(one.kind, one.words) for one in figures.missed]


def test_untouched_texts_raise_hardly_an_alarm(figures) -> None:
    # then
    assert figures.characters == 20_000
    assert figures.alarms_per_thousand <= 0.1, figures.alarms


def test_five_thousand_characters_take_no_time(figures) -> None:
    # then
    assert 0 < figures.milliseconds <= 300


def test_the_injector_knows_nothing_of_the_checker() -> None:
    # given
    tree = ast.parse(INJECTOR.read_text(encoding="utf-8"))

    # when
    imported = {
        node.module if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    # then
    assert imported == {"random", "collections.abc", "dataclasses", "typing"}


def test_each_injected_error_stands_where_the_sample_says() -> None:
    # given
    dice = random.Random(3)
    vocabulary = make_vocabulary(read_shelf(None), dice)
    host = "班组长组织排查。操作人员看自己的设备，安全员抽看。"

    # when
    samples = [inject(kind, host, vocabulary, dice) for kind in CLASSES]

    # then
    for sample in samples:
        blocks = {block["id"]: str(block["value"]) for block in sample.content["body"]}
        assert sample.words in blocks.get(sample.place, "") or sample.place in sample.content
