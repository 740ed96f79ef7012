"""Private delivery: to whom a file goes, and in which parts."""

import hashlib
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.services import create_token
from media import registry, services
from media.ranges import CHUNK, Part, PartReader
from media.urls import url_for
from support.files import film, picture, upload
from support.people import make_user

FILM = film(payload=bytes(range(256)) * 1000)
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def owner(db):
    return make_user("owner")


@pytest.fixture
def video(owner):
    return services.store_document(title="课", file=upload("课程.mp4", FILM), by=owner)


@pytest.fixture
def image(owner):
    return services.store_image(title="图", file=upload("图.png", picture(size=(200, 100))), by=owner)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def reader(client, video, readers):
    """Return a client whose user may see the film."""
    user = make_user("reader")
    readers.add((user.pk, "document", video.pk))
    client.force_login(user)
    return client


# Who


def test_who_may_see_what_refers_to_it_gets_the_file(reader, video):
    # when
    response = reader.get(url_for(video))
    # then
    assert response.status_code == 200
    assert body(response) == FILM
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(len(FILM))
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == f'"{hashlib.sha256(FILM).hexdigest()}"'
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("who", ["nobody", "stranger", "superuser"])
def test_nobody_else_learns_that_there_is_a_file(client, video, image, readers, who):
    # given a reader that lets somebody else in
    readers.add((10**6, "document", video.pk))
    if who != "nobody":
        user = make_user("stranger")
        user.is_superuser = who == "superuser"
        user.save()
        client.force_login(user)
    rendition = image.get_rendition("width-50")
    # then
    for item in (video, image, rendition):
        response = client.get(url_for(item))
        assert response.status_code == 404
        assert response.status_code == client.get(url_for(item) + "x").status_code
        assert "ETag" not in response


def test_the_uploader_sees_the_own_file(client, owner, video):
    client.force_login(owner)
    assert client.get(url_for(video)).status_code == 200


def test_a_right_that_ends_ends_at_once_also_for_a_cached_file(reader, video, readers):
    # given
    etag = reader.get(url_for(video))["ETag"]
    assert reader.get(url_for(video), headers={"If-None-Match": etag}).status_code == 304
    # when
    readers.clear()
    # then
    assert reader.get(url_for(video), headers={"If-None-Match": etag}).status_code == 404


def test_a_reader_may_open_a_file_to_everybody(client, video, readers):
    readers.add((None, "document", video.pk))
    assert client.get(url_for(video)).status_code == 200


def test_readers_are_asked_for_the_image_behind_a_rendition(client, image, readers):
    # given
    user = make_user("reader")
    readers.add((user.pk, "image", image.pk))
    client.force_login(user)
    rendition = image.get_rendition("width-50")
    # when
    response = client.get(rendition.url)
    # then
    assert rendition.url == f"/files/rendition/{rendition.pk}/{rendition.filename}"
    assert rendition.url in rendition.img_tag()
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert body(response) == rendition.file.open().read()


def test_a_wrong_name_is_not_found(reader, video):
    assert reader.get(reverse("media:document", args=[video.pk, "工资表.mp4"])).status_code == 404


def test_a_number_that_no_database_holds_is_not_found(reader):
    assert reader.get("/files/document/99999999999999999999999/a.mp4").status_code == 404


def test_storage_has_no_address_of_its_own(client, owner, video):
    client.force_login(owner)
    assert client.get(default_storage.url(video.file.name)).status_code == 404


def test_wagtails_addresses_lead_to_ours(video, image):
    assert video.url == f"/files/document/{video.pk}/{quote(video.filename)}"
    assert image.url == f"/files/image/{image.pk}/{image.filename}"


def test_a_program_reads_for_the_owner_of_its_token(client, owner, video):
    # given
    _token, secret = create_token(owner=owner, name="下载", scopes=["content:read"])
    _other, narrow = create_token(owner=owner, name="检索", scopes=["search:read"])
    # then
    assert client.get(url_for(video), headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert client.get(url_for(video), headers={"Authorization": f"Bearer {narrow}"}).status_code == 403
    client.force_login(owner)
    assert client.get(url_for(video), headers={"Authorization": "Bearer zx_wrong"}).status_code == 401


def test_what_a_browser_might_run_is_downloaded(client, owner):
    # given
    client.force_login(owner)
    text = services.store_document(title="文", file=upload("文本.txt", b"<b>x</b>"), by=owner)
    # when
    response = client.get(url_for(text))
    # then
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    assert "%E6%96%87%E6%9C%AC.txt" in response["Content-Disposition"]


# Which part

SIZE = len(FILM)


@pytest.mark.parametrize(
    "wanted, first, last",
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, SIZE - 1),
        ("bytes=-100", SIZE - 100, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-{SIZE + 500}", SIZE - 1, SIZE - 1),
        (f"bytes=10-{CHUNK * 2 + 7}", 10, CHUNK * 2 + 7),
    ],
)
def test_sends_one_part(reader, video, wanted, first, last):
    # when
    response = reader.get(url_for(video), headers={"Range": wanted})
    # then
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == FILM[first : last + 1]


@pytest.mark.parametrize(
    "wanted", [f"bytes={SIZE}-", "bytes=-0", f"bytes={SIZE + 5}-{SIZE + 9}", f"bytes={'9' * 30}-"]
)
def test_a_part_outside_the_file_is_refused(reader, video, wanted):
    response = reader.get(url_for(video), headers={"Range": wanted})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert response.content == b""


@pytest.mark.parametrize(
    "wanted", ["bytes=0-1,5-6", "bytes=5-1", "bytes=-", "lines=0-5", "bytes=a-b", "bytes=٠-١"]
)
def test_a_range_that_is_not_understood_gets_the_whole_file(reader, video, wanted):
    response = reader.get(url_for(video), headers={"Range": wanted})
    assert response.status_code == 200
    assert body(response) == FILM


def test_continues_only_the_very_same_file(reader, video):
    # given
    etag = reader.get(url_for(video))["ETag"]
    # when
    same = reader.get(url_for(video), headers={"Range": "bytes=10-19", "If-Range": etag})
    other = reader.get(url_for(video), headers={"Range": "bytes=10-19", "If-Range": '"other"'})
    weak = reader.get(url_for(video), headers={"Range": "bytes=10-19", "If-Range": f"W/{etag}"})
    date = reader.get(
        url_for(video), headers={"Range": "bytes=10-19", "If-Range": "Mon, 23 Nov 2026 00:00:00 GMT"}
    )
    # then
    assert same.status_code == 206
    assert [other.status_code, weak.status_code, date.status_code] == [200, 200, 200]
    assert body(other) == FILM


def test_head_tells_everything_but_the_bytes(reader, video):
    response = reader.head(url_for(video), headers={"Range": "bytes=0-9"})
    assert response.status_code == 200
    assert response["Content-Length"] == str(SIZE)
    assert response.content == b""


def test_only_reading_is_allowed(reader, video):
    assert reader.post(url_for(video)).status_code == 405
    assert reader.delete(url_for(video)).status_code == 405


def test_a_file_that_the_storage_lost_is_not_found(reader, video):
    default_storage.delete(video.file.name)
    assert reader.get(url_for(video)).status_code == 404


def test_reads_in_small_pieces_and_closes_the_file(video):
    # given
    class Counting:
        sizes: list[int] = []
        closed = False

        def __init__(self, file):
            self.file = file

        def seek(self, place):
            self.file.seek(place)

        def read(self, size):
            self.sizes.append(size)
            return self.file.read(size)

        def close(self):
            Counting.closed = True

    part = PartReader(Counting(video.file.open()), Part(0, SIZE - 1))
    # when
    got = b"".join(part)
    part.close()
    # then
    assert got == FILM
    assert max(Counting.sizes) == CHUNK
    assert Counting.closed


def test_delivery_costs_few_queries(reader, video, query_budget):
    with query_budget(3):
        reader.get(url_for(video))


def test_a_reader_is_registered_once():
    def reader(user, kind, pk):
        return False

    registry.register_reader(reader)
    registry.register_reader(reader)
    registry.unregister_reader(reader)
    assert reader not in registry._readers
