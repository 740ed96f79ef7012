"""What the checks find in a page's latest text, and which waivers there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from cms_pages.checks.engines import Checker
from cms_pages.checks.engines.folding import fold_text
from cms_pages.checks.engines.terms import TermRule
from cms_pages.checks.library import LiveLibrary
from cms_pages.checks.models import ListedExpression, ListKind, Waiver
from cms_pages.checks.reading import read_content
from cms_pages.checks.types import Finding, Knowledge, OfficialName, Passage, Severity, Term, Text
from cms_pages.gate.queries import digest_of
from cms_pages.regulations.models import RegulationPage


@dataclass(frozen=True)
class Checked:
    """A revision with what was found in it; `waivers` by the key of the finding."""

    revision: Revision
    digest: str
    findings: list[Finding]
    waivers: dict[str, Waiver]

    @property
    def in_the_way(self) -> list[Finding]:
        """Return the findings that stop a submission."""
        return [
            one for one in self.findings if one.severity == Severity.BLOCKS and one.key not in self.waivers
        ]


def check_revision(revision: Revision) -> Checked:
    """Check a revision of a page now."""
    digest = digest_of(revision)
    findings = current_checker().check(_text_of(revision))
    return Checked(revision, digest, findings, waivers_of(int(revision.object_id), digest))


def _text_of(revision: Revision) -> Text:
    """Return the revision's words; a regulation's are its issuer's."""
    content = revision.content
    if revision.content_type.model_class() is RegulationPage:
        passages = [Passage("source", content.get("source") or ""), Passage("title", content["title"])]
        return Text(tuple(passages), verbatim=True)
    return read_content(content)


def waivers_of(page_id: int, digest: str) -> dict[str, Waiver]:
    """Return the waivers for this text of the page, by the key of the finding."""
    found = Waiver.objects.filter(page_id=page_id, digest=digest).select_related("given_by")
    return {waiver.finding_key: waiver for waiver in found}


def current_checker() -> Checker:
    """Return the checker with the lists and the library of this moment."""
    rows = list(listed())
    return Checker(
        Knowledge(
            terms=_terms(_of(rows, ListKind.TERM)),
            names=tuple(OfficialName(row.words, row.forms) for row in _of(rows, ListKind.NAME)),
            offices=tuple(row.words for row in _of(rows, ListKind.OFFICE)),
            library=LiveLibrary(),
            state_of=state_of,
        )
    )


def listed_terms_in(texts: Sequence[str]) -> list[list[str]]:
    """Return for each text the listed expressions and marks of secrecy in it, as they are written there."""
    if not texts:
        return []
    rule = TermRule(_terms(listed(ListKind.TERM)))
    passages = [Passage("words", text) for text in texts]
    return [[hit.text for hit in rule.check(passage, fold_text(passage.text))] for passage in passages]


def _terms(rows: Iterable[ListedExpression]) -> tuple[Term, ...]:
    return tuple(Term(row.words, row.category, row.replacement, row.blocks, row.forms) for row in rows)


def _of(rows: Iterable[ListedExpression], kind: ListKind) -> list[ListedExpression]:
    return [row for row in rows if row.kind == kind]


def listed(kind: str = "") -> QuerySet[ListedExpression]:
    """Return the lines of the lists as they are now, those of one list when it is named."""
    rows = ListedExpression.objects.filter(retired_at=None).order_by("kind", "position", "id")
    return rows.filter(kind=kind) if kind else rows


def state_of(kind: str, target: str) -> str:
    """Return live, hidden or missing for the target of a link; a file is live when it is there."""
    if not target.isdigit() or len(target) > 15:
        return "missing"
    if kind == "page":
        live = Page.objects.filter(pk=int(target)).values_list("live", flat=True).first()
        return "missing" if live is None else "live" if live else "hidden"
    models = {"document": get_document_model, "image": get_image_model}
    if kind not in models:
        return "live"
    return "live" if models[kind]().objects.filter(pk=int(target)).exists() else "missing"
