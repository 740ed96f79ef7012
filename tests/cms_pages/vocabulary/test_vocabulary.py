"""The vocabulary of tags: proposed by one, decided by another, held to by every text."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse
from taggit.models import Tag

from cms_pages.articles.queries import articles_with_tag, list_articles
from cms_pages.gate import services as gate
from cms_pages.gate.queries import digest_of
from cms_pages.models import ArticlePage, TagChange, VocabularyTag
from cms_pages.vocabulary import services
from cms_pages.vocabulary.errors import ChangeDecided, UnknownTags
from core import outbox
from core.errors import Invalid, Refused
from evidence.models import Entry
from organization.types import Role
from search.models import SearchEntry
from support.content import know_tags, make_article, make_editor, put_live, root_unit
from support.people import make_user, make_user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F046")]


@pytest.fixture
def publisher():
    return make_user_with_role(Role.FINAL_REVIEWER, root_unit())


def tagged(title, *names, by=None):
    """Return a draft that bears tags."""
    page = make_article(title, by=by, audience="public")
    page.tags.add(*names)
    page.save_revision(user=page.owner)
    return page


def changed(kind, *, by, **more):
    """Propose and accept a change of the vocabulary."""
    change = services.propose(kind, by=make_editor(), words="统一叫法", **more)
    services.decide(change, accept=True, by=by)
    return change


def tag(name):
    return Tag.objects.get(name=name)


def column_of(page, name):
    """Return what the column of a text shows to anybody who has chosen a tag."""
    request = RequestFactory().get("/", {"tag": name})
    request.user = AnonymousUser()
    return list_articles(page.get_parent(), request)


def titles_in_column(page, name):
    """Return the titles in the column of a text under a tag."""
    return [found.title for found in column_of(page, name)["page_obj"]]


def test_a_new_tag_is_proposed_by_an_editor_and_accepted_by_a_publisher(client, publisher):
    # given: a text with a tag that is not there
    editor = make_editor()
    page = tagged("隐患排查", "安全生产", by=editor)
    with pytest.raises(UnknownTags) as refused:
        gate.submit(page, by=editor)
    assert "安全生产" in str(refused.value)
    # when
    client.force_login(editor)
    bad = client.post(reverse("vocabulary:tags"), {"name": "安全生产", "words": ""})
    assert bad.status_code == 422
    assert 'value="安全生产"' in bad.content.decode()
    client.post(reverse("vocabulary:tags"), {"name": "安全生产", "words": "常用"})
    change = TagChange.objects.get()
    assert client.post(reverse("vocabulary:decide", args=[change.pk]), {"accept": "1"}).status_code == 403
    client.force_login(publisher)
    assert "安全生产" in client.get(reverse("vocabulary:tags")).content.decode()
    client.post(reverse("vocabulary:decide", args=[change.pk]), {"accept": "1"})
    # then
    assert gate.submit(page, by=editor).pk
    assert Entry.objects.filter(kind="vocabulary.decision").count() == 1


def test_nobody_decides_their_own_proposal_and_none_twice(publisher):
    second = make_user_with_role(Role.FINAL_REVIEWER, root_unit())
    change = services.propose("add", name="党史", words="新栏目", by=publisher)
    with pytest.raises(Refused):
        services.decide(change, accept=True, by=publisher)
    with pytest.raises(Refused):
        services.decide(change, accept=True, by=make_editor())
    services.decide(change, accept=False, by=second)
    assert not VocabularyTag.objects.exists()
    with pytest.raises(ChangeDecided):
        services.decide(change, accept=True, by=second)
    with pytest.raises(Refused):
        services.propose("add", name="党史", words="想要", by=make_user())


def test_a_renamed_tag_is_renamed_everywhere_and_the_texts_stay_as_approved(client, publisher):
    # given
    know_tags("安全")
    page = put_live(tagged("隐患排查", "安全"))
    outbox.drain()
    before = digest_of(page.live_revision)
    # when
    changed("rename", tag=tag("安全"), name="安全生产", by=publisher)
    outbox.drain()
    # then: page, API, column and search tell the new name, and what was approved is untouched
    assert "安全生产" in client.get(page.url).content.decode()
    assert client.get(f"/api/v1/articles/{page.pk}").json()["tags"] == ["安全生产"]
    assert titles_in_column(page, "安全生产") == ["隐患排查"]
    assert "安全生产" in SearchEntry.objects.get(page_id=page.pk).context
    page.refresh_from_db()
    assert page.live
    assert digest_of(page.live_revision) == before


def test_merged_tags_are_found_under_one_name(client, publisher):
    # given: three names for the same, merged one after the other
    know_tags("安全", "安全生产", "安全工作")
    texts = [put_live(tagged(name + "一文", name)) for name in ("安全", "安全生产", "安全工作")]
    changed("merge", tag=tag("安全"), into=tag("安全工作"), by=publisher)
    changed("merge", tag=tag("安全工作"), into=tag("安全生产"), by=publisher)
    outbox.drain()
    # then
    assert sorted(titles_in_column(texts[0], "安全生产")) == sorted(page.title for page in texts)
    assert titles_in_column(texts[0], "安全") == []
    assert column_of(texts[0], "")["tags"] == ["安全生产"]
    assert [page.specific.tag_names() for page in texts] == [["安全生产"]] * 3
    assert {page.pk for page in articles_with_tag(tag("安全生产").pk)} == {page.pk for page in texts}
    entries = SearchEntry.objects.filter(page_id__in=[page.pk for page in texts])
    assert {entry.context for entry in entries} == {"安全生产"}
    # and: a new text may still bear the old name, which is shown as the other
    page = tagged("又一文", "安全")
    assert gate.submit(page, by=page.owner).pk
    assert ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().tag_names() == ["安全生产"]


def test_a_change_that_no_longer_fits_is_refused_when_it_is_decided(publisher):
    # given: two proposals that cannot both hold
    know_tags("甲", "乙")
    editor = make_editor()
    merge = services.propose("merge", tag=tag("甲"), into=tag("乙"), words="重复", by=editor)
    other = services.propose("merge", tag=tag("乙"), into=tag("甲"), words="重复", by=editor)
    services.decide(merge, accept=True, by=publisher)
    # when / then
    with pytest.raises(ChangeDecided):
        services.decide(other, accept=True, by=publisher)
    services.decide(other, accept=False, by=publisher)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("add", {"name": "学习"}, "name"),
        ("add", {"name": "甲,乙"}, "name"),
        ("add", {"name": "长" * 31}, "name"),
        ("rename", {"name": "廉洁"}, "name"),
        ("rename", {"name": "学习"}, "name"),
        ("merge", {"into": None}, "into"),
    ],
)
def test_what_the_vocabulary_does_not_take(kind, given, field):
    know_tags("学习", "廉洁")
    with pytest.raises(Invalid) as refused:
        services.propose(kind, tag=tag("学习"), words="试试", by=make_editor(), **given)
    assert set(refused.value.fields) == {field}


def test_of_one_tag_one_change_waits_and_the_form_says_so(client):
    know_tags("学习", "廉洁")
    editor = make_editor()
    client.force_login(editor)
    address = reverse("vocabulary:tag", args=[tag("学习").pk])
    merge = {"kind": "merge", "into": tag("廉洁").pk, "words": "重复"}
    assert client.post(address, merge).status_code == 302
    answer = client.post(address, {"kind": "rename", "name": "学习教育", "words": "更准"})
    assert answer.status_code == 422
    assert 'value="学习教育"' in answer.content.decode()
    assert TagChange.objects.count() == 1
