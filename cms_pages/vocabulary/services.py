"""Propose a change of the vocabulary, decide it, and hold texts to it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from taggit.models import Tag

from accounts.models import User
from cms_pages.vocabulary import queries
from cms_pages.vocabulary.errors import ChangeDecided, UnknownTags
from cms_pages.vocabulary.models import LONGEST_NAME, LONGEST_WORDS, TagChange, VocabularyTag
from cms_pages.vocabulary.signals import tag_changed
from cms_pages.vocabulary.types import ChangeKind, ChangeState
from core.clock import now
from core.errors import Invalid, Refused
from evidence.services import append


@transaction.atomic
def propose(
    kind: str, *, by: User, words: str, name: str = "", tag: Tag | None = None, into: Tag | None = None
) -> TagChange:
    """Propose a new tag, another name or a merger. Raises Invalid with the fields that are wrong.

    Of one tag one change waits at a time: ChangeDecided.
    """
    if not queries.may_propose(by):
        raise Refused(_("Only editors and publishers propose tags."))
    kind, name, words = ChangeKind(kind), name.strip(), words.strip()
    problems = {}
    if not words or len(words) > LONGEST_WORDS:
        problems["words"] = _("Give the reason, at most %(most)s characters.") % {"most": LONGEST_WORDS}
    if told := _fault(kind, name, tag, into):
        problems["into" if kind == ChangeKind.MERGE else "name"] = told
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    try:
        with transaction.atomic():
            return TagChange.objects.create(
                kind=kind,
                tag=None if kind == ChangeKind.ADD else tag,
                name="" if kind == ChangeKind.MERGE else name,
                into=into if kind == ChangeKind.MERGE else None,
                words=words,
                by=by,
            )
    except IntegrityError as error:
        raise ChangeDecided(_("A change of this tag waits already.")) from error


@transaction.atomic
def decide(change: TagChange, *, accept: bool, by: User) -> TagChange:
    """Accept or decline a proposal of somebody else; accepted, it holds for every text at once."""
    change = TagChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if not queries.may_decide(by):
        raise Refused(_("Only publishers decide about tags."))
    if change.by_id == by.pk:
        raise Refused(_("Somebody else decides your proposal."))
    if change.state != ChangeState.WAITING:
        raise ChangeDecided(_("This proposal has been decided."))
    if accept:
        if told := _fault(change.kind, change.name, change.tag, change.into):
            raise ChangeDecided(told)
        _apply(change)
    change.state = ChangeState.ACCEPTED if accept else ChangeState.DECLINED
    change.decided_by, change.decided_at = by, now()
    change.save(update_fields=["state", "decided_by", "decided_at"])
    append(
        kind="vocabulary.decision",
        facts={
            "change": change.pk,
            "kind": change.kind,
            "tag": change.tag_id,
            "name": change.name,
            "into": change.into_id,
            "accepted": accept,
        },
        personal={},
        by_id=by.pk,
    )
    return change


def require_known(tag_ids: list[int]) -> None:
    """Refuse a text that bears tags which are not in the vocabulary, with their names."""
    unknown = queries.unknown_names(tag_ids)
    if unknown:
        told = _("Not in the vocabulary of tags: %(tags)s. Take them off, or propose them on the desk.")
        raise UnknownTags(told % {"tags": "、".join(unknown)}, tags=unknown)


def _fault(kind: str, name: str, tag: Tag | None, into: Tag | None) -> str:
    """Return why the vocabulary as it is now does not take a change, or nothing."""
    if kind != ChangeKind.ADD and not _is_shown(tag):
        return _("This tag is not in the vocabulary any more.")
    if kind == ChangeKind.MERGE:
        if into == tag or not _is_shown(into):
            return _("Choose another tag of the vocabulary.")
        return ""
    if not name or len(name) > LONGEST_NAME or "," in name or "，" in name:
        return _("Write a name without commas, at most %(most)s characters.") % {"most": LONGEST_NAME}
    same = Tag.objects.filter(name__iexact=name)
    if kind == ChangeKind.RENAME and tag is not None:
        if tag.name == name:
            return _("This is its name already.")
        same = same.exclude(pk=tag.pk)
    else:
        same = same.filter(entry__isnull=False)
    return _("There is a tag of this name; merge the two instead.") if same.exists() else ""


def _is_shown(tag: Tag | None) -> bool:
    return tag is not None and VocabularyTag.objects.filter(tag=tag, into=None).exists()


def _apply(change: TagChange) -> None:
    if change.kind == ChangeKind.ADD:
        tag = Tag.objects.filter(name__iexact=change.name).first() or Tag.objects.create(name=change.name)
        VocabularyTag.objects.create(tag=tag)
        change.tag = tag
        change.save(update_fields=["tag"])
        return
    if change.tag is None:
        return
    if change.kind == ChangeKind.RENAME:
        change.tag.name = change.name
        change.tag.save(update_fields=["name"])
    else:
        VocabularyTag.objects.filter(tag=change.tag).update(into=change.into)
        VocabularyTag.objects.filter(into=change.tag).update(into=change.into)
    tag_changed.send(tag_id=(change.into or change.tag).pk)
