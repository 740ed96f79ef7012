"""Words of the regulation library."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms_pages.regulations.tree import Kind


class Level(models.TextChoices):
    """Legal level of a work."""

    LAW = "law", _("law")
    ADMINISTRATIVE = "administrative", _("administrative regulation")
    JUDICIAL = "judicial", _("judicial interpretation")
    MINISTRY = "ministry", _("ministry rule")
    PARTY = "party", _("Party regulation")
    INTERNAL = "internal", _("internal rule")


class Status(models.TextChoices):
    """Whether a version is in force."""

    IN_FORCE = "in_force", _("in force")
    AMENDED = "amended", _("replaced by a later version")
    REPEALED = "repealed", _("no longer in force")
    NOT_YET = "not_yet", _("not yet in force")


class ProvisionKind(models.TextChoices):
    """Kind of a provision, the words of `tree.Kind`."""

    PART = Kind.PART.value, _("part")
    SUBPART = Kind.SUBPART.value, _("subpart")
    CHAPTER = Kind.CHAPTER.value, _("chapter")
    SECTION = Kind.SECTION.value, _("section")
    HEADING = Kind.HEADING.value, _("heading")
    PREAMBLE = Kind.PREAMBLE.value, _("preamble")
    ARTICLE = Kind.ARTICLE.value, _("article of a law")
    POINT = Kind.POINT.value, _("numbered point")
    PARAGRAPH = Kind.PARAGRAPH.value, _("paragraph")
    ITEM = Kind.ITEM.value, _("item")
    SUBITEM = Kind.SUBITEM.value, _("sub-item")
    TABLE = Kind.TABLE.value, _("table")
    ANNEX = Kind.ANNEX.value, _("annex")
