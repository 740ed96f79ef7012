"""No library's English shows in the Chinese product: ours fills what their catalogues leave open."""

import importlib
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.test import override_settings
from django.utils.translation import gettext, ngettext, override, trans_real
from django.views.i18n import JavaScriptCatalog

from support.messages import in_python, in_template, placeholders

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from compile_messages import read_catalogue  # noqa: E402

OURS = ROOT / "site" / "config" / "libraries" / "locale" / "zh_Hans" / "LC_MESSAGES"
WHOLE = [  # apps whose pages, forms and mails people see
    "wagtail",
    "wagtail.admin",
    "wagtail.api.v3",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.documents",
    "wagtail.embeds",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.users",
    "taggit",
    "modelcluster",
    "django_htmx",
    "csp",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
PARTLY = {  # apps with no page mounted and no admin: the modules whose messages come through to ours
    "allauth.account": ["adapter"],
    "allauth.mfa": ["adapter"],
    "allauth.socialaccount": ["adapter"],
    "axes": ["conf"],
}


@pytest.fixture(scope="module")
def others() -> trans_real.DjangoTranslation:
    """Return what is translated without our catalogue of the libraries."""
    with override_settings(LOCALE_PATHS=[]):
        return trans_real.DjangoTranslation("zh-hans")


@pytest.fixture(scope="module")
def script_others() -> trans_real.DjangoTranslation:
    """Return what the admin's scripts are given without our catalogue."""
    folder = Path(apps.get_app_config("wagtailadmin").path) / "locale"
    with override_settings(LOCALE_PATHS=[]):
        return trans_real.DjangoTranslation("zh-hans", domain="djangojs", localedirs=[str(folder)])


def _of_app(name: str) -> Iterator[str]:
    folder = Path(apps.get_app_config(_label(name)).path)
    others = [path.parent for path in folder.rglob("apps.py") if path.parent != folder]
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if {"migrations", "tests", "test", "contrib"} & set(parts) or any(
            path.is_relative_to(o) for o in others
        ):
            continue
        if path.suffix == ".py":
            yield from in_python(path)
        elif "templates" in parts and path.suffix in {".html", ".txt"}:
            yield from in_template(path)


def _label(name: str) -> str:
    return next(config.label for config in apps.get_app_configs() if config.name == name)


def _untranslated(
    messages: Iterable[str], domain: str, translation: trans_real.DjangoTranslation
) -> list[str]:
    mine = read_catalogue(OURS / f"{domain}.po")
    return sorted(text for text in set(messages) if text not in mine and not _has(translation, text))


def _has(translation: trans_real.DjangoTranslation, message: str) -> bool:
    singular, _, plural = message.partition("\0")
    try:
        return bool(translation._catalog[(singular, 0) if plural else singular])
    except KeyError:
        return False


def _script_messages() -> Iterator[str]:
    """Read what the scripts of the installed admin offer for translation."""
    english = Path(importlib.import_module("wagtail.admin").__file__ or "").parent / "locale" / "en"
    for entry in polib.pofile(str(english / "LC_MESSAGES" / "djangojs.po")):
        key = entry.msgid if entry.msgctxt is None else f"{entry.msgctxt}\x04{entry.msgid}"
        yield f"{key}\0{entry.msgid_plural}" if entry.msgid_plural else key


def test_the_list_names_every_installed_library() -> None:
    # given
    foreign = {
        config.name
        for config in apps.get_app_configs()
        if not Path(config.path).is_relative_to(ROOT / "site") and Path(config.path).parent != ROOT
    }

    # then
    assert foreign == set(WHOLE) | set(PARTLY)


@pytest.mark.parametrize("name", WHOLE)
def test_no_text_of_a_library_is_left_untranslated(others, name: str) -> None:
    # given / when / then
    assert _untranslated(_of_app(name), "django", others) == []


@pytest.mark.parametrize("name,modules", PARTLY.items())
def test_no_message_that_comes_through_is_left_untranslated(others, name: str, modules: list[str]) -> None:
    # given
    folder = Path(apps.get_app_config(_label(name)).path)
    messages = [text for module in modules for text in in_python(folder / f"{module}.py")]

    # when
    missing = _untranslated(messages, "django", others)

    # then
    assert messages
    assert missing == []


def test_no_text_of_the_admin_s_scripts_is_left_untranslated(script_others) -> None:
    # given
    messages = list(_script_messages())

    # when
    missing = _untranslated(messages, "djangojs", script_others)

    # then
    assert len(messages) > 50
    assert missing == []


def test_pages_and_scripts_are_given_our_texts(rf) -> None:
    # given
    view = JavaScriptCatalog.as_view(packages=["wagtail.admin"])  # as wagtail.admin.urls mounts it

    # when
    with override("zh-hans"):
        scripts = view(rf.get("/admin/jsi18n/")).content.decode()
        page = gettext("You saved a new version in another window")
        count = ngettext("There is one matching page", "There are %(counter)s matching pages", 3)

    # then
    assert '"Changes have been autosaved.": "\\u4fee\\u6539\\u5df2' in scripts  # 修改已…
    assert (page, count) == ("您在另一个窗口保存了新版本", "有 %(counter)s 个匹配的页面")


@pytest.mark.parametrize("domain,fixture", [("django", "others"), ("djangojs", "script_others")])
def test_ours_takes_the_place_of_no_other_translation(request, domain: str, fixture: str) -> None:
    # given
    mine = {message for message in read_catalogue(OURS / f"{domain}.po") if message}
    translation = request.getfixturevalue(fixture)

    # when
    doubled = [message for message in sorted(mine) if _has(translation, message)]

    # then
    assert mine
    assert doubled == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_ours_keeps_places_marks_and_plural_forms(domain: str) -> None:
    # given
    catalogue = polib.pofile(str(OURS / f"{domain}.po"))

    # when
    wrong = []
    for entry in catalogue:
        source = entry.msgid_plural or entry.msgid
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        tags = [re.findall(r"<[^>]*>", text) for text in (source, *texts)]
        if (
            len(texts) != 1
            or not texts[0].strip()
            or placeholders(texts[0]) != placeholders(source)
            or sorted(tags[0]) != sorted(tags[1])
        ):
            wrong.append(entry.msgid)

    # then
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert wrong == []


def test_our_catalogue_is_where_the_settings_and_the_wheel_look() -> None:
    # given
    packages = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    # then
    assert [str(OURS.parents[1])] == settings.LOCALE_PATHS
    assert '"site/config"' in packages
    assert 'artifacts = ["*.mo"]' in packages
