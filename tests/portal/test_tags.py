"""What the template tags draw."""

from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def _draw(source: str, **context: object) -> str:
    with translation.override("zh-hans"):
        return Template("{% load portal_ui %}" + source).render(Context(context))


def test_a_chip_carries_an_icon_and_a_word_and_escapes_it() -> None:
    # given / when
    html = _draw("{% chip 'bad' text %}", text="<b>逾期</b>")

    # then
    assert 'class="chip chip--bad"' in html
    assert "icons.svg#alert" in html
    assert "&lt;b&gt;逾期&lt;/b&gt;" in html


def test_a_ring_draws_confirmed_over_pending_without_a_style() -> None:
    # given / when
    html = _draw("{% ring done=16 pending=4 total=32 figure='16' note='/ 32' %}")

    # then
    assert 'class="ring__done" cx="60" cy="60" r="54" pathLength="100" stroke-dasharray="50.00 100"' in html
    assert (
        'class="ring__pending" cx="60" cy="60" r="54" pathLength="100" stroke-dasharray="62.50 100"' in html
    )
    assert 'aria-label="16 / 32"' in html
    assert "style=" not in html


def test_a_ring_never_turns_more_than_once_and_bears_a_goal_of_nothing() -> None:
    # given / when
    over = _draw("{% ring done=40 total=32 figure='40' %}")
    nothing = _draw("{% ring done=0 total=0 figure='0' %}")

    # then
    assert 'stroke-dasharray="100.00 100"' in over
    assert "ring__done" not in nothing


def test_a_bar_of_intervals_keeps_inside_its_line() -> None:
    # given
    spans = [(0, 300, "credit"), (300, 330, "seen"), (900, 2000, "other"), (50, 50, "credit")]

    # when
    html = _draw("{% span_bar spans 1000 %}", spans=spans)

    # then
    assert '<rect class="spans__credit" x="0.000%" y="0" width="30.000%" height="100%"/>' in html
    assert '<rect class="spans__seen" x="30.000%" y="0" width="3.000%" height="100%"/>' in html
    assert '<rect class="spans__seen" x="90.000%" y="50%" width="10.000%" height="50%"/>' in html
    assert html.count('<rect class="spans__') == 4  # the track and three intervals


def test_a_cover_shows_four_characters_and_the_same_colour_for_the_same_category() -> None:
    # given / when
    one, other = (_draw("{% cover label '安全管理' %}", label=label) for label in ("现场安全基础", "用电"))

    # then
    assert 'data-label="现场安全"' in one
    assert one.split('"')[1] == other.split('"')[1]


def test_breadcrumbs_link_all_but_the_last() -> None:
    # given / when
    html = _draw("{% crumbs '学习园地' '/learning/' '课程' %}")

    # then
    assert '<li><a href="/learning/">学习园地</a></li><li aria-current="page">课程</li>' in html


def test_pagination_keeps_the_other_arguments() -> None:
    # given
    request = RequestFactory().get("/search/", {"q": "动火", "page": "2"})
    page = Paginator(range(100), 10).page(2)

    # when
    html = _draw("{% pagination page %}", page=page, request=request)

    # then
    assert 'href="?q=%E5%8A%A8%E7%81%AB&amp;page=3"' in html
    assert '<span aria-current="page">2</span>' in html


def test_a_refused_field_says_the_rule_beside_the_value_that_was_typed() -> None:
    # given
    class Attendance(forms.Form):
        present = forms.IntegerField(label="实到人数", max_value=23)

    form = Attendance({"present": "25"})

    # when
    html = _draw("{% form_fields form %}", form=form)

    # then
    assert 'class="field field--bad"' in html
    assert 'value="25"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_present_error"' in html
    assert html.count("23") >= 2  # in the field and in the summary
    assert '<a href="#id_present">实到人数</a>' in html
