"""The accounts that the demo's sign-in page offers, one for each role."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DEMO_ACCOUNTS: list[tuple[str, "_StrPromise"]] = [
    ("zhou.wangshu", _("Member")),
    ("shi.wangyue", _("Branch secretary")),
    ("shen.zhibai", _("Editor")),
    ("gu.xingjian", _("First reviewer")),
    ("qin.muye", _("Second reviewer")),
    ("pei.jingxing", _("Final reviewer and publisher")),
    ("yan.zhixu", _("Study record auditor")),
    ("wang.qiming", _("System administrator")),
    ("nie.siqi", _("Security administrator")),
    ("gao.xuanyu", _("Audit administrator")),
]
"""User name and label of each button, in the order in which they are shown."""
