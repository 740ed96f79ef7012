"""Who gets what from the vocabulary of tags: editors propose, publishers decide."""

from typing import Any

from taggit.models import Tag

from cms_pages.vocabulary import services
from support.content import know_tags
from support.expectation import Row, form, page, who

PROPOSERS = {"editor": 302, "final_reviewer": 302}


def _tag(world: Any) -> str:
    return f"/desk/tags/{world.things.tag.pk}/"


def _proposal(_world: Any) -> dict[str, Any]:
    return {"name": "班组建设", "words": "班组栏目用", "kind": "rename"}


ROWS: list[Row] = [
    page("vocabulary:tags", "/desk/tags/", who(anonymous=302, rest=403, desk=200)),
    form(
        "vocabulary:tags",
        "/desk/tags/",
        who(anonymous=302, rest=403) | PROPOSERS,
        _proposal,
        decides_for_others=True,
    ),
    page("vocabulary:tag", _tag, who(anonymous=302, rest=403, editor=200, final_reviewer=200)),
    form(
        "vocabulary:tag",
        _tag,
        who(anonymous=302, rest=403) | PROPOSERS,
        _proposal,
        decides_for_others=True,
    ),
    form(
        "vocabulary:decide",
        lambda w: f"/desk/tags/changes/{w.things.tag_change.pk}/decide/",
        who(anonymous=302, rest=403, final_reviewer=302),
        {"accept": "1"},
        decides_for_others=True,
    ),
]


def furnish(world: Any) -> None:
    """Add a tag, and the proposal of another."""
    know_tags("理论学习")
    world.things.tag = Tag.objects.get(name="理论学习")
    world.things.tag_change = services.propose(
        "add", name="廉洁教育", words="专题教育用", by=world.users["editor"]
    )
