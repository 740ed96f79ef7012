"""What the tests of search stand on: published pages and regulations."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from cms_pages.models import RegulationIndexPage
from cms_pages.regulations.services import Details, save_regulation
from support.content import make_editor, publish

_numbers = count(1)

TEXT = """# {title}

## 第一章 总则

第一条 为了规范现场作业，防止事故，制定本办法。

第二条 从事动火作业、受限空间作业的，应当事先办理作业许可。

作业许可由作业负责人申请：

（一）说明作业地点；

（二）说明监护人。

## 第二章 附则

第三条 本办法由安全管理部解释。
"""


@pytest.fixture
def make_regulation(db: None) -> Callable[..., Any]:
    """Return a function that saves a regulation as a draft and publishes it unless told not to."""

    def make(
        title: str = "现场作业许可管理办法", *, text: str = TEXT, live: bool = True, **details: Any
    ) -> Any:
        by = make_editor()
        details.setdefault("short_title", title)
        details.setdefault("version_date", date(2026, 1, 1))
        saved = save_regulation(
            column=RegulationIndexPage.objects.get(),
            source=text.format(title=title),
            details=Details(title=title, slug=f"regulation-{next(_numbers)}", **details),
            by=by,
        )
        return publish(saved.page) if live else saved.page

    return make
