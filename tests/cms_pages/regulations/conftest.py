"""A small library: documents with a manifest, a factory of live regulations, the live column, a reader."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cms_pages.models import HomePage, RegulationIndexPage, RegulationPage
from cms_pages.regulations.services import Details, save_regulation
from support.content import make_editor, publish
from support.people import make_user

PERMIT = """# 现场作业许可管理办法

2026年11月17日 第二次修订

## 第一章 总则

第一条 【目的】为规范现场作业，制定本办法。

第二条 下列作业应当办理许可：

（一）动火作业；

（二）受限空间作业。

## 第二章 附则

第三条 本办法自2026年1月1日起施行。
"""
OLD_PERMIT = PERMIT.replace("2026年11月17日 第二次修订", "2024年3月1日 印发").replace(
    "（二）受限空间作业。", "（二）高处作业。"
)
SEALS = "# 印章管理通知\n\n现通知如下：\n\n一、印章由办公室保管。\n\n二、用印应当登记。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a manifest and three good documents."""
    laws = tmp_path / "laws"
    (laws / "安全").mkdir(parents=True)
    rows = []
    for name, text, short, day, status, articles in [
        ("安全/许可办法(2026-11-17).md", PERMIT, "现场作业许可管理办法", "2026-11-17", "现行有效", 3),
        ("安全/许可办法(2024-03-01).md", OLD_PERMIT, "现场作业许可管理办法", "2024-03-01", "已修改", 3),
        ("印章通知.md", SEALS, "印章管理通知", None, "现行有效", 0),
    ]:
        (laws / name).write_text(text, encoding="utf-8")
        rows.append(
            {
                "file": f"laws/{name}",
                "title": short,
                "short_title": short,
                "level": "部门规章",
                "category": "安全管理",
                "issuer": "安全管理部",
                "publish_date": day,
                "effective_date": "２０２６-01-01" if day else None,
                "version_date": day,
                "status": status,
                "articles": articles,
            }
        )
    (laws / "manifest.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return laws


@pytest.fixture
def make_regulation(db: None) -> Callable[..., RegulationPage]:
    """Return a factory of regulations below the library, live unless told otherwise."""

    def make(
        source: str = PERMIT, *, short_title: str = "现场作业许可管理办法", live: bool = True, **more: Any
    ) -> RegulationPage:
        more.setdefault("version_date", date(2026, 11, 17))
        more.setdefault("category", "安全管理")
        saved = save_regulation(
            column=RegulationIndexPage.objects.get(),
            source=source,
            details=Details(title=short_title, short_title=short_title, **more),
            by=make_editor(),
        )
        return publish(saved.page) if live else saved.page

    return make


@pytest.fixture
def library(db: None) -> RegulationIndexPage:
    """Return the library, live."""
    editor = make_editor("columns")
    for page in (HomePage.objects.get(), RegulationIndexPage.objects.get()):
        page.owner = editor
        page.save()
        page.save_revision(user=editor)
        publish(page)
    return RegulationIndexPage.objects.get()


@pytest.fixture
def reader(db: None) -> Client:
    """Return the client of a signed-in person without any role."""
    client = Client()
    client.force_login(make_user())
    return client
