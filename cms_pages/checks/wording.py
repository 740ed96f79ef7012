"""The words in which a finding is shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms_pages.checks.models import Category
from cms_pages.checks.types import Finding, Rule
from cms_pages.gate.contents import FIELDS

RULES: dict[str, Any] = {
    Rule.TERM: _("sensitive term"),
    Rule.NAME: _("name or title"),
    Rule.NUMBER: _("figure"),
    Rule.DATE: pgettext_lazy("rule of the checks", "date"),
    Rule.LINK: pgettext_lazy("rule of the checks", "link"),
    Rule.SOURCE: _("source and editor"),
    Rule.IMAGE: pgettext_lazy("rule of the checks", "picture"),
    Rule.QUOTATION: pgettext_lazy("rule of the checks", "quotation"),
    Rule.CITATION: _("citation"),
}

_SENTENCES: dict[str, Any] = {
    "listed": _("“%(text)s” is on the list of sensitive terms (%(category)s)"),
    "disguised": _(
        "“%(text)s” stands for “%(term)s”, which is on the list of sensitive terms (%(category)s)"
    ),
    "secret_mark": _("“%(text)s” is the mark of a state secret; this system holds nothing classified"),
    "wrong_name": _("“%(text)s” is not the right form of the name"),
    "order_of_titles": _("“%(text)s”: the titles are not in their order"),
    "title_after_comrade": _("“%(text)s”: the title stands before the name"),
    "full_width": _("“%(text)s” has full-width figures"),
    "range_unit": _("“%(text)s”: name the unit with both figures of a range"),
    "mixed": _("“%(text)s” mixes Chinese and Arabic figures"),
    "zero_in_year": _("“%(text)s”: a year in Chinese figures has 〇"),
    "about_twice": _("“%(text)s” says “about” twice"),
    "impossible_date": _("“%(text)s” is no day of the calendar"),
    "wrong_weekday": _("“%(text)s”: that day is a 星期%(weekday)s"),
    "impossible_hour": _("“%(text)s” is no hour of the day"),
    "link:missing": _("The link “%(text)s” leads to something that is not there"),
    "link:hidden": _("The link “%(text)s” leads to a page that is not published"),
    "source:missing": _("This must not be empty"),
    "says_nothing": _("“%(text)s” says nothing here"),
    "no_description": _("The picture has no description"),
    "file_name": _("“%(text)s” is a file's name, not a description of the picture"),
    "differs": _("The quotation is not the text of 《%(title)s》%(article)s"),
    "repealed": _("《%(title)s》 is not in force any more"),
    "article_repealed": _("《%(title)s》 has no %(article)s any more"),
    "no_such_article": _("《%(title)s》 has no %(article)s"),
}


def sentence(finding: Finding) -> str:
    """Return what is wrong, in one sentence with the words that it is about."""
    words = _SENTENCES.get(finding.code) or _SENTENCES[f"{finding.rule.value}:{finding.code}"]
    details = {"text": _shortened(finding.text) or finding.details.get("target", ""), **finding.details}
    if "category" in details:
        details["category"] = str(dict(Category.choices).get(details["category"], details["category"]))
    return str(words) % details


def place(finding: Finding) -> str:
    """Return the name of the field in which the finding stands."""
    return str(FIELDS.get(finding.field, finding.field))


def rule_name(finding: Finding) -> str:
    """Return the name of the finding's rule."""
    return str(RULES[finding.rule])


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
