"""Galleries, videos, recordings and documents: through the gate, in their column, the API and the search."""

import io
import wave

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cms_pages.articles.queries import articles_for
from cms_pages.gate import queries, services
from cms_pages.models import ArticleIndexPage, ArticlePage, AudioPage, DocumentPage, GalleryPage, VideoPage
from core import outbox
from core.errors import Invalid
from media import services as media
from support.content import draft, make_article, make_editor, make_reviewer, publish
from support.files import film, picture, upload
from support.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.capability("F009")]


def tone():
    """Return a short recording."""
    stored = io.BytesIO()
    with wave.open(stored, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 800)
    return stored.getvalue()


def document(name, content):
    """Return a stored document."""
    return media.store_document(title=name, file=upload(name, content), by=make_editor())


CUES = b"WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n"
FILES = {
    "film": lambda: document("演示.mp4", film()),
    "captions": lambda: document(
        "字幕.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\n\xe4\xbd\xa0\xe5\xa5\xbd\n"
    ),
    "recording": lambda: document("录音.wav", tone()),
    "paper": lambda: document("表单.pdf", b"%PDF-1.7\n%%EOF\n"),
}


def make(model, **more):
    """Return a draft of one kind with everything it needs."""
    made = {
        "title": "现场安全",
        "slug": f"p-{model.__name__.lower()}",
        "summary": "摘要",
        "source": "望江公司",
    }
    if model is GalleryPage:
        image = media.store_image(title="图", file=upload("图.png", picture()), by=make_editor())
        value = {"image": image, "alternative": "检修现场全景", "caption": "检修现场"}
        made["pictures"] = [("image", value)]
    elif model is VideoPage:
        made |= {"file": FILES["film"](), "captions": FILES["captions"]()}
    else:
        made["file"] = FILES["recording" if model is AudioPage else "paper"]()
    if model is AudioPage:
        made["body"] = [("paragraph", "<p>文字稿</p>")]
    page = model(**(made | {"source": "望江公司", "responsible_editor": "周望舒"} | more))
    page.full_clean(exclude=["path", "depth", "content_type", "locale"])
    return draft(page, ArticleIndexPage.objects.get(slug="theory"), make_editor())


KINDS = {GalleryPage: "<img", VideoPage: "<track", AudioPage: "<audio", DocumentPage: "表单.pdf"}


@pytest.mark.parametrize("model", KINDS)
def test_each_kind_passes_the_gate_and_is_read_in_its_column(client, model):
    # given
    page = make(model)
    candidate = services.submit(page, by=page.owner)
    client.force_login(make_reviewer("first"))
    assert client.get(reverse("gate:candidate", args=[candidate.pk])).status_code == 200
    assert KINDS[model] in client.get(reverse("previews:text", args=[candidate.pk])).content.decode()
    reader = make_user()
    assert not articles_for(reader).exists()
    # when
    for stage in candidate.stages:
        services.approve(candidate, by=make_reviewer(stage))
    # then
    client.force_login(reader)
    live = model.objects.get(pk=page.pk)
    assert KINDS[model] in client.get(live.url).content.decode()
    assert [item.kind_word for item in articles_for(reader)] == [str(model._meta.verbose_name)]
    answer = client.get(f"/api/v1/articles/{page.pk}").json()
    assert answer["kind"] == model._meta.model_name
    assert answer["files"]
    for file in answer["files"]:
        assert client.get(file["url"]).status_code == 200
    assert queries.unapproved_live_objects() == [] == queries.changed_live_texts()


def test_a_live_gallery_is_not_changed_by_way_of_its_base_class():
    page = publish(make(GalleryPage))
    base = ArticlePage.objects.get(pk=page.pk)
    base.summary = "未审的摘要"
    with pytest.raises(PermissionDenied):
        base.save()
    assert queries.changed_live_texts() == []


def test_the_words_of_pictures_are_found(client):
    publish(make(GalleryPage))
    outbox.drain()
    client.force_login(make_user())
    found = client.get("/api/v1/search", {"q": "检修现场全景"}).json()
    assert [hit["title"][0]["text"] for hit in found["hits"]] == ["现场安全"]


@pytest.mark.parametrize(
    "model, wrong, field",
    [(VideoPage, "paper", "file"), (AudioPage, "film", "file"), (VideoPage, "paper", "captions")],
)
def test_a_file_of_another_kind_is_refused(model, wrong, field):
    with pytest.raises(ValidationError) as refused:
        make(model, **{field: FILES[wrong]()})
    assert field in refused.value.message_dict


def test_an_article_and_a_recording_need_words():
    with pytest.raises(ValidationError):
        make(AudioPage, body=[])
    page = make_article()
    page.body = []
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert "body" in refused.value.message_dict


@pytest.mark.parametrize("content, taken", [(b"ID3\x04" + b"\0" * 99, True), (b"MZ" + b"\0" * 99, False)])
def test_a_recording_is_what_its_name_says(content, taken):
    if taken:
        assert document("录音.mp3", content).media_type == "audio/mpeg"
    else:
        with pytest.raises(Invalid):
            document("录音.mp3", content)
