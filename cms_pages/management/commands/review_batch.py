"""Review many texts at once: `review_batch submit|approve|status`."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from accounts.models import User
from cms_pages.gate import batches
from cms_pages.gate.batches import Outcome
from cms_pages.gate.models import Batch, Candidate
from cms_pages.gate.types import CandidateState, Stage
from core.errors import DomainError


class Command(BaseCommand):
    """Submit the drafts of a column as one batch, pass a stage of it, or show where it stands."""

    help = "Review many texts at once; each stage needs another person who holds its role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three actions."""
        actions = parser.add_subparsers(dest="action", required=True)
        submit = actions.add_parser("submit", help="submit every draft of a column")
        submit.add_argument("column", help="the address of the column: regulations, theory, news, courses")
        submit.add_argument("--by", required=True, metavar="USERNAME")
        submit.add_argument("--title", default="")
        approve = actions.add_parser("approve", help="pass one stage of each text that has not changed")
        approve.add_argument("batch", type=int)
        approve.add_argument("--stage", required=True, choices=Stage.values)
        approve.add_argument("--by", required=True, metavar="USERNAME")
        approve.add_argument("--comment", default="")
        status = actions.add_parser("status", help="list the texts of a batch with their digests")
        status.add_argument("batch", type=int, nargs="?")

    def handle(self, *, action: str, **options: Any) -> None:
        """Run the action; fail when nothing was done."""
        {"submit": self._submit, "approve": self._approve, "status": self._status}[action](options)

    def _submit(self, options: dict[str, Any]) -> None:
        user = _user(options["by"])
        column = Page.objects.filter(slug=options["column"], depth=3).first()
        if column is None:
            raise CommandError(f"There is no column {options['column']!r}.")
        drafts = list(batches.drafts_below(column))
        if not drafts:
            raise CommandError("There is no draft to submit.")
        try:
            batch = batches.open_batch(title=options["title"] or column.title, by=user)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"batch {batch.pk}: {len(drafts)} texts")
        self._report(
            batches.submit_batch(batch, pages=(page.specific for page in drafts), by=user), len(drafts)
        )

    def _approve(self, options: dict[str, Any]) -> None:
        user = _user(options["by"])
        batch = _batch(options["batch"])
        total = len(batches.waiting_in(batch))
        if not total:
            raise CommandError("No text of this batch is under review.")
        self._report(
            batches.approve_batch(batch, by=user, stage=options["stage"], comment=options["comment"]), total
        )

    def _report(self, outcomes: Iterable[Outcome], total: int) -> None:
        began, done, number = monotonic(), 0, 0
        for number, outcome in enumerate(outcomes, start=1):
            done += outcome.done
            if not outcome.done:
                self.stdout.write(f"left out   page {outcome.page_id} {outcome.title}: {outcome.reason}")
            if number % 50 == 0 and number < total:
                self.stdout.write(f"[{number}/{total}] {monotonic() - began:.0f} s")
        self.stdout.write(
            f"texts {number}, done {done}, left out {number - done}, {monotonic() - began:.1f} s"
        )
        if not done:
            raise CommandError("Nothing was done.")

    def _status(self, options: dict[str, Any]) -> None:
        if options["batch"] is None:
            for batch in Batch.objects.select_related("submitted_by").order_by("id"):
                states = Counter(batch.candidates.values_list("state", flat=True))
                counted = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
                self.stdout.write(f"batch {batch.pk} {batch.title} ({batch.submitted_by}): {counted}")
            return
        texts = Candidate.objects.filter(batch=_batch(options["batch"])).prefetch_related("approvals")
        for candidate in texts.order_by("id"):
            stage = candidate.next_stage if candidate.state == CandidateState.OPEN else ""
            self.stdout.write(
                f"{candidate.state:<9} {stage or '':<6} {candidate.digest} page {candidate.page_id} "
                f"{candidate.page_title}"
            )


def _user(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {username!r}.")
    return user


def _batch(pk: int) -> Batch:
    batch = Batch.objects.filter(pk=pk).first()
    if batch is None:
        raise CommandError(f"There is no batch {pk}.")
    return batch
