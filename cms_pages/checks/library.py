"""The regulation library as the checks ask it: current articles, earlier ones, what is repealed."""

import re
from datetime import date

from django.db.models import Q

from cms_pages.checks.types import Cited
from cms_pages.regulations.models import Provision, RegulationPage, RegulationWork
from cms_pages.regulations.standing import with_replacement
from cms_pages.regulations.types import ProvisionKind, Status
from core.clock import today

_STATE = "中华人民共和国"


class LiveLibrary:
    """The live regulations on a day; answers are kept, so one object serves one check."""

    def __init__(self, day: date | None = None) -> None:
        """Look at the library of this day, of today where none is given."""
        self._day = day or today()
        self._known: dict[str, Cited | None] = {}

    def find(self, title: str) -> Cited | None:
        """Return the regulation of this title or short title, or nothing."""
        name = _plain(title)
        if name not in self._known:
            self._known[name] = self._look_up(name)
        return self._known[name]

    def _look_up(self, name: str) -> Cited | None:
        names = {name, name.removeprefix(_STATE), _STATE + name, _angled(name)}
        works = RegulationWork.objects.filter(Q(title__in=names) | Q(short_title__in=names))
        pages = with_replacement(RegulationPage.objects.filter(work__in=works, live=True))
        versions = list(pages.defer("source"))
        return _Versions(name, versions, self._day) if versions else None


class _Versions:
    """The live versions of one regulation."""

    def __init__(self, title: str, versions: list[RegulationPage], day: date) -> None:
        self.title = title
        versions.sort(key=lambda page: page.age, reverse=True)
        status = {page.pk: page.status_on(day) for page in versions}
        in_force = [page for page in versions if status[page.pk] == Status.IN_FORCE]
        repealed = [page for page in versions if status[page.pk] == Status.REPEALED]
        self._current = (in_force or versions)[0]
        self._earlier = [page.pk for page in versions if page.pk != self._current.pk]
        self.is_repealed = not in_force and bool(repealed)
        self.repealed_on = repealed[0].repealed_date if self.is_repealed else None

    def article(self, number: str) -> str | None:
        """Return the words of an article of the current version."""
        found = Provision.objects.filter(page=self._current, kind=ProvisionKind.ARTICLE, number=number)
        return found.values_list("text", flat=True).first()

    def had_article(self, number: str) -> bool:
        """Return whether an earlier version has it."""
        return Provision.objects.filter(
            page__in=self._earlier, kind=ProvisionKind.ARTICLE, number=number
        ).exists()


def _plain(title: str) -> str:
    return re.sub(r"\s", "", title).replace("〈", "《").replace("〉", "》")


def _angled(name: str) -> str:
    return name.replace("《", "〈").replace("》", "〉")
