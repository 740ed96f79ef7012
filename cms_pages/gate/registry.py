"""Where other rooms say what must happen in the transaction of a submission, a release or a take-down."""

from collections.abc import Callable
from typing import Any

Projection = Callable[[Any], None]

Inspection = Callable[[Any, Any], None]

_on_submission: list[Inspection] = []
_on_decision: list[Inspection] = []
_on_release: dict[str, list[Projection]] = {}
_on_take_down: dict[str, list[Projection]] = {}


def on_submission(function: Inspection) -> Inspection:
    """Register a function of a new candidate and its revision; it refuses the submission by raising."""
    _on_submission.append(function)
    return function


def inspect_submission(candidate: Any, revision: Any) -> None:
    """Call what is registered for submissions."""
    for function in _on_submission:
        function(candidate, revision)


def on_decision(function: Inspection) -> Inspection:
    """Register a function of a candidate and who decides it; it refuses the decision by raising."""
    _on_decision.append(function)
    return function


def inspect_decision(candidate: Any, by: Any) -> None:
    """Call what is registered for decisions."""
    for function in _on_decision:
        function(candidate, by)


def on_release(model: type) -> Callable[[Projection], Projection]:
    """Register a function of a page of this model, called with the live page in the release's transaction."""
    return _register(_on_release, model)


def on_take_down(model: type) -> Callable[[Projection], Projection]:
    """Register a function of a page of this model, called when it ceases to be live."""
    return _register(_on_take_down, model)


def project_release(page: Any) -> None:
    """Call what is registered for the release of this page's model."""
    for function in _on_release.get(type(page).__name__, []):
        function(page)


def project_take_down(page: Any) -> None:
    """Call what is registered for the take-down of this page's model."""
    for function in _on_take_down.get(type(page).__name__, []):
        function(page)


def _register(table: dict[str, list[Projection]], model: type) -> Callable[[Projection], Projection]:
    def register(function: Projection) -> Projection:
        table.setdefault(model.__name__, []).append(function)
        return function

    return register
