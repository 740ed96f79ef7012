"""What templates draw with: icons, chips, rings, bars, forms, times. No tag writes an inline style."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.clock import now
from portal import wording

register = template.Library()

COVERS = 6
TONE_ICONS = {"ok": "check", "warn": "clock", "bad": "alert", "info": "clock"}
NOTE_TONES = {"success": "ok", "warning": "warn", "error": "bad", "ok": "ok", "warn": "warn", "bad": "bad"}
NOTE_ICONS = {"ok": "check", "warn": "alert", "bad": "alert"}

FILTERS: dict[str, Callable[..., Any]] = {
    "when": wording.moment_text,
    "when_exact": wording.exact_moment_text,
    "day": wording.day_text,
    "month_day": wording.month_day_text,
    "masked": wording.masked_name,
    "study_hours": wording.study_hours,
    "duration": wording.duration_text,
    "clock": wording.clock_text,
    "due_in": wording.due_text,
    "due_tone": wording.due_tone,
}
for _name, _filter in FILTERS.items():
    register.filter(_name, _filter)


@register.simple_tag
def html_lang() -> str:
    """Return the language tag of the page as browsers want it."""
    return {"zh-hans": "zh-Hans"}.get(get_language() or "", get_language() or "zh-Hans")


@register.simple_tag
def server_now() -> str:
    """Return the server's time in UTC, by which scripts correct the clock of the device."""
    return f"{now():%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


@register.simple_tag
def stylesheet(path: str, media: str = "all") -> SafeString:
    """Link a stylesheet of the static tree, for one medium if it is named."""
    return format_html('<link rel="stylesheet" href="{}" media="{}">', static(path), media)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the sprite; it is decoration, so the word beside it carries the meaning."""
    return format_html(
        '<svg class="icon icon--{}{}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        name,
        f" icon--{size}" if size else "",
        static("portal/img/icons.svg"),
        name,
    )


@register.simple_tag
def chip(tone: str, text: object, icon: str | None = None) -> SafeString:
    """Return a state chip: an icon by the tone (or the given one) and the word."""
    drawn = TONE_ICONS.get(tone, "") if icon is None else icon
    return format_html('<span class="chip chip--{}">{}{}</span>', tone, _icon(drawn) if drawn else "", text)


_icon = icon


@register.simple_tag
def required_chip(required: bool) -> SafeString:
    """Return 必修 in the seal's red, or 选修."""
    tag: SafeString = chip("zhu", _("Required")) if required else chip("plain", _("Elective"))
    return tag


@register.simple_tag
def note(text: object, tone: str = "") -> SafeString:
    """Return a strip that says what is and what to do; the tone may be a Django message level."""
    kind = NOTE_TONES.get(tone, "info")
    return format_html(
        '<div class="note note--{}">{}<span>{}</span></div>', kind, _icon(NOTE_ICONS.get(kind, "info")), text
    )


@register.inclusion_tag("portal/parts/ring.html")
def ring(
    *,
    done: float,
    total: float,
    pending: float = 0,
    figure: object = "",
    note: object = "",
    label: object = "",
    size: str = "",
) -> dict[str, object]:
    """Draw a ring: what is confirmed solid, what is pending behind it, the rest as track."""
    whole = max(float(total), float(done) + float(pending)) or 1.0
    return {
        "done": f"{float(done) / whole * 100:.2f}" if done else "",
        "pending": bool(pending),
        "reached": f"{(float(done) + float(pending)) / whole * 100:.2f}",
        "figure": figure,
        "note": note,
        "label": label or f"{figure} {note}",
        "size": size,
    }


@register.simple_tag
def bar(value: float, total: float, label: object = "") -> SafeString:
    """Draw a thin bar of progress."""
    whole = max(float(total), 0.0001)
    reached = min(max(float(value), 0.0), whole)
    percent = round(reached / whole * 100)
    return format_html(
        '<progress class="bar" value="{}" max="100" aria-label="{}">{}%</progress>',
        percent,
        label or _("Progress"),
        percent,
    )


@register.inclusion_tag("portal/parts/span_bar.html")
def span_bar(
    spans: Sequence[tuple[float, float, str]], total: float, label: object = "", ribbon: bool = False
) -> dict[str, object]:
    """Draw intervals on one line: `credit` solid, `seen` hatched, `other` hatched at half height."""
    whole = max(float(total), 0.0001)
    bars = []
    for start, end, kind in spans:
        left = min(max(start / whole, 0), 1) * 100
        right = min(max(end / whole, 0), 1) * 100
        if right > left:
            half = kind == "other"
            bars.append(
                {
                    "css": "credit" if kind == "credit" else "seen",
                    "x": f"{left:.3f}%",
                    "width": f"{right - left:.3f}%",
                    "y": "50%" if half else "0",
                    "height": "50%" if half else "100%",
                }
            )
    return {"bars": bars, "label": label or _("Study time"), "ribbon": ribbon}


@register.simple_tag
def cover(label: object, tone: object = "", size: str = "") -> SafeString:
    """Draw a thread-bound book with a slip of up to four characters; the tone picks the colour."""
    # The bits from the eighth on keep the course categories apart.
    number = tone if isinstance(tone, int) else crc32(str(tone or label).encode()) >> 7
    return format_html(
        '<span class="cover cover--{}{}" data-label="{}" aria-hidden="true"></span>',
        number % COVERS + 1,
        f" cover--{size}" if size else "",
        str(label)[:4],
    )


@register.simple_tag
def hours(seconds: float) -> str:
    """Return seconds of study as 学时 with two decimals."""
    return wording.study_hours(seconds)


@register.simple_tag
def crumbs(*parts: object) -> SafeString:
    """Return breadcrumbs from pairs of text and address; the last text stands alone."""
    pairs = [(parts[at], parts[at + 1]) for at in range(0, len(parts) - 1, 2)]
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', pairs)
    last = format_html('<li aria-current="page">{}</li>', parts[-1]) if len(parts) % 2 else ""
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol class="crumbs__list">{}{}</ol></nav>',
        _("You are here"),
        links,
        last,
    )


@register.simple_tag
def phone_back(url: str, title: object) -> SafeString:
    """Return the back link that takes the seal's place on the phone."""
    return format_html(
        '<a class="phone-back" href="{}">{}<span class="visually-hidden">{}</span><span>{}</span></a>',
        url,
        _icon("left"),
        _("Back"),
        title,
    )


@register.simple_tag
def empty(
    title: object, text: object = "", url: str = "", action: object = "", icon: str = "file"
) -> SafeString:
    """Return an empty state: icon, one sentence, one next step."""
    return render_to_string(
        "portal/parts/empty.html",
        {"title": title, "text": text, "url": url, "action": action, "icon": icon},
    )


@register.simple_tag
def save_state(state: str = "", text: object = "") -> SafeString:
    """Return the mark that tells whether the last answer has reached the server."""
    return render_to_string("portal/parts/save_state.html", {"state": state, "text": text})


@register.inclusion_tag("portal/parts/pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page[Any]) -> dict[str, object]:
    """Return the page numbers, keeping the other arguments of the address."""
    query = [
        (key, value) for key, values in context["request"].GET.lists() if key != "page" for value in values
    ]
    return {
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "gap": page.paginator.ELLIPSIS,
        "query": urlencode(query) + "&" if query else "",
    }


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Return a field with label, help and error, each tied to the control for screen readers."""
    widget = bound.field.widget
    if bound.errors and not isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        widget.attrs["aria-invalid"] = "true"
        widget.attrs["aria-describedby"] = f"{bound.auto_id}_error"
    return render_to_string(
        "portal/parts/field.html", {"field": bound, "choice": isinstance(widget, CheckboxInput)}
    )


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """Return the list of a form's errors with links to the fields, or nothing."""
    return render_to_string("portal/parts/error_summary.html", {"form": form})


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """Return the error summary and every field of a form."""
    return render_to_string("portal/parts/form_fields.html", {"form": form})


@register.simple_tag
def time_of(moment: datetime | date | None) -> SafeString:
    """Return a `<time>` element with the machine form beside the one that people read."""
    if moment is None:
        return mark_safe("")
    text = wording.moment_text(moment) if isinstance(moment, datetime) else wording.day_text(moment)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), text)
