"""The table of capabilities and the tests that it names agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "capabilities.md"
ROW = re.compile(
    r"^\| (?P<number>F\d+) \| (?P<text>[^|]+) \| (?P<state>[^|]*) \|(?P<tests>[^|]*)\|$", re.MULTILINE
)
STATES = {"planned", "part", "done"}


@dataclass(frozen=True)
class Row:
    """One capability as the table states it."""

    number: str
    state: str
    tests: tuple[str, ...]


@dataclass
class Found:
    """One test function as the source shows it."""

    numbers: set[str] = field(default_factory=set)
    skipped: bool = False


def read_rows(text: str) -> list[Row]:
    """Return the rows of the table in the order of the page."""
    return [
        Row(
            number=match["number"],
            state=match["state"].strip(),
            tests=tuple(part.strip(" `") for part in match["tests"].split("<br>") if part.strip(" `")),
        )
        for match in ROW.finditer(text)
    ]


def _mark(node: ast.expr) -> tuple[str, ast.Call | None]:
    """Return the name in `pytest.mark.<name>` (empty for anything else) and the call, if it is one."""
    call = node if isinstance(node, ast.Call) else None
    target = call.func if call else node
    dotted = ast.unparse(target)
    prefix = "pytest.mark."
    return (dotted.removeprefix(prefix) if dotted.startswith(prefix) else "", call)


def _is_unconditional_skip(node: ast.expr) -> bool:
    name, call = _mark(node)
    if name == "skip":
        return True
    if name == "skipif" and call and call.args:
        condition = call.args[0]
        return isinstance(condition, ast.Constant) and bool(condition.value)
    return False


def _skips_at_once(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether a statement of the function's own level is a call of `pytest.skip`."""
    return any(
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and ast.unparse(statement.value.func) == "pytest.skip"
        for statement in function.body
    )


def _module_marks(tree: ast.Module) -> list[ast.expr]:
    marks: list[ast.expr] = []
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets
        ):
            value = statement.value
            marks += value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    return marks


def read_tests(source: str, path: str) -> dict[str, Found]:
    """Return the tests of one module by id, with their capabilities and whether they never run."""
    tree = ast.parse(source, filename=path)
    module_marks = _module_marks(tree)
    tests: dict[str, Found] = {}
    for statement in tree.body:
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not statement.name.startswith("test_"):
            continue
        found = Found(skipped=_skips_at_once(statement))
        for mark in [*module_marks, *statement.decorator_list]:
            name, call = _mark(mark)
            if name == "capability" and call:
                found.numbers |= {str(ast.literal_eval(argument)) for argument in call.args}
            found.skipped = found.skipped or _is_unconditional_skip(mark)
        tests[f"{path}::{statement.name}"] = found
    return tests


def all_tests() -> dict[str, Found]:
    """Return every test function below `tests/`."""
    tests: dict[str, Found] = {}
    for module in sorted((ROOT / "tests").rglob("test_*.py")):
        tests |= read_tests(module.read_text(encoding="utf-8"), module.relative_to(ROOT).as_posix())
    return tests


def faults(rows: list[Row], tests: dict[str, Found]) -> Iterator[str]:
    """Yield one sentence for each place where table and tests disagree."""
    shown = {row.number for row in rows if row.state in {"part", "done"}}
    for row in rows:
        if row.state == "planned":
            if row.tests:
                yield f"{row.number} is planned and names a test"
            continue
        if not row.tests:
            yield f"{row.number} is {row.state} and names no test"
        for test in row.tests:
            if test not in tests:
                yield f"{row.number} names {test}, which does not exist"
            elif row.number not in tests[test].numbers:
                yield f"{row.number} names {test}, which lacks its marker"
            elif tests[test].skipped:
                yield f"{row.number} names {test}, which is skipped"
    for test, found in tests.items():
        for number in sorted(found.numbers - shown):
            yield f"{test} is marked {number}, which is neither part nor done"


def test_table_holds_each_of_the_120_capabilities_once() -> None:
    # given / when
    rows = read_rows(TABLE.read_text(encoding="utf-8"))

    # then
    assert [row.number for row in rows] == [f"F{number:03}" for number in range(1, 121)]
    assert {row.state for row in rows} <= STATES


def test_every_line_of_a_table_is_a_row_that_can_be_read() -> None:
    # given
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| F")]

    # when / then
    assert [line for line in lines if not ROW.match(line)] == []


def test_table_and_markers_agree() -> None:
    assert list(faults(read_rows(TABLE.read_text(encoding="utf-8")), all_tests())) == []


TEST = "tests/a/test_a.py::test_it"


def _source(decorator: str = "", body: str = "assert True") -> str:
    return f"import pytest\n\n{decorator}\ndef test_it():\n    {body}\n"


@pytest.mark.parametrize(
    ("state", "named", "source", "fault"),
    [
        ("done", f"`{TEST}`", _source('@pytest.mark.capability("F001")'), None),
        ("part", f"`{TEST}`", _source('@pytest.mark.capability("F002", "F001")'), "F002"),
        ("done", "", _source(), "names no test"),
        ("done", "`tests/a/test_a.py::test_gone`", _source(), "does not exist"),
        ("done", f"`{TEST}`", _source(), "lacks its marker"),
        (
            "done",
            f"`{TEST}`",
            _source('@pytest.mark.skip(reason="x")\n@pytest.mark.capability("F001")'),
            "is skipped",
        ),
        (
            "done",
            f"`{TEST}`",
            _source('@pytest.mark.capability("F001")', 'pytest.skip("x")'),
            "is skipped",
        ),
        (
            "part",
            f"`{TEST}`",
            'import pytest\npytestmark = [pytest.mark.skip, pytest.mark.capability("F001")]\n'
            + _source().partition("\n")[2],
            "is skipped",
        ),
        ("planned", "", _source('@pytest.mark.capability("F001")'), "neither part nor done"),
        ("planned", f"`{TEST}`", _source(), "is planned and names a test"),
    ],
)
def test_disagreement_is_found(state: str, named: str, source: str, fault: str | None) -> None:
    # given
    rows = read_rows(f"| F001 | Something one can check. | {state} | {named} |")
    tests = read_tests(source, "tests/a/test_a.py")

    # when
    found = list(faults(rows, tests))

    # then
    if fault is None:
        assert found == []
    else:
        assert len(found) == 1
        assert fault in found[0]
