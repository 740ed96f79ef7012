"""Who gets what from the imports: editors take files in, what was taken is shown to whom took it in."""

from typing import Any

from cms_pages.imports.services import import_article
from cms_pages.models import ArticleIndexPage
from support.expectation import Row, form, page, who
from support.files import upload, word_file, word_line

ROWS: list[Row] = [
    page("imports:word", "/desk/imports/", who(anonymous=302, rest=403, desk=200)),
    # Without a file nobody gets further than the form.
    form("imports:word", "/desk/imports/", who(anonymous=302, rest=403, desk=422)),
    page(
        "imports:taken",
        lambda w: f"/desk/imports/{w.things.word_import.pk}/",
        who(anonymous=302, rest=404, editor=200),
    ),
]


def furnish(world: Any) -> None:
    """Let the editor take a file in."""
    world.things.word_import = import_article(
        upload("通知.docx", word_file(word_line("通知") + word_line("请各支部按时学习。"))),
        column=ArticleIndexPage.objects.get(slug="theory"),
        source="望江公司",
        responsible_editor="周望舒",
        by=world.users["editor"],
    )
