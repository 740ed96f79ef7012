"""Files in Wagtail's admin: each editor sees the own ones, and only they are offered."""

import pytest
from django.urls import reverse

from media import services
from organization.types import Role
from support.files import picture, upload
from support.people import make_unit, make_user_with_role

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def editors(db):
    unit = make_unit()
    return [make_user_with_role(Role.EDITOR, unit) for _ in range(2)]


@pytest.fixture
def files(editors):
    return [
        (
            services.store_image(title=f"图{number}", file=upload(f"p{number}.png", picture()), by=editor),
            services.store_document(title=f"文{number}", file=upload(f"d{number}.pdf", PDF), by=editor),
        )
        for number, editor in enumerate(editors)
    ]


@pytest.mark.parametrize(
    "name, kind",
    [
        ("wagtailimages_chooser:choose_results", 0),
        ("wagtaildocs_chooser:choose_results", 1),
        ("wagtailimages:index_results", 0),
        ("wagtaildocs:index_results", 1),
    ],
)
def test_lists_and_choosers_offer_the_own_files_only(client, editors, files, name, kind):
    # given
    client.force_login(editors[0])
    # when
    page = client.get(reverse(name)).content.decode()
    # then
    assert files[0][kind].title in page
    assert files[1][kind].title not in page


@pytest.mark.parametrize(
    "name, kind",
    [
        ("wagtailimages_chooser:chosen", 0),
        ("wagtaildocs_chooser:chosen", 1),
        ("wagtailimages:edit", 0),
        ("wagtaildocs:edit", 1),
        ("wagtailimages:delete", 0),
        ("wagtaildocs:delete", 1),
    ],
)
def test_a_colleagues_file_is_refused_by_its_number_too(client, editors, files, name, kind):
    # given
    client.force_login(editors[0])
    # when
    own = client.get(reverse(name, args=[files[0][kind].pk]))
    other = client.get(reverse(name, args=[files[1][kind].pk]))
    # then
    assert own.status_code == 200
    assert other.status_code in {302, 403, 404}
    assert files[1][kind].title not in other.content.decode()


def test_a_thumbnail_in_the_chooser_is_delivered(client, editors, files):
    # given
    client.force_login(editors[0])
    image = files[0][0]
    page = client.get(reverse("wagtailimages_chooser:choose_results")).content.decode()
    rendition = image.renditions.get()
    # then
    assert rendition.url in page
    assert client.get(rendition.url).status_code == 200
