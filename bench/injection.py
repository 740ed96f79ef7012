"""Put errors of ten classes into right texts, and say where each stands.

Knows nothing of how errors are looked for: it is given host texts and the words of the lists, and has
tables of its own for everything else.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CLASSES = (
    "listed term",
    "term in disguise",
    "term in traditional or variant form",
    "name or title",
    "figure",
    "impossible date",
    "dead link",
    "missing statement or description",
    "altered quotation",
    "repealed citation",
)

_OLD_FORMS = dict(
    zip(
        "残废聋哑独龙乡湾总统两台岛诸尔罗东苏妈马丝国网际护权严举广开关务劳动农车长门问间",
        "殘廢聾啞獨龍鄉灣總統兩臺島諸爾羅東蘇媽馬絲國網際護權嚴舉廣開關務勞動農車長門問間",
        strict=True,
    )
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋"
_GIVEN = ("伟", "敏", "志强", "建国", "晓燕", "一鸣", "海波", "文静", "立新", "春华")


@dataclass(frozen=True)
class Vocabulary:
    """What the injector may use: listed terms, wrong names, articles by (title, label), repealed titles.

    `offices` are pairs of which the first is named first. `gone` are citations of articles that are
    not there any more.
    """

    terms: Sequence[str]
    wrong_names: Sequence[str]
    offices: Sequence[tuple[str, str]]
    articles: Mapping[tuple[str, str], str]
    repealed: Sequence[str]
    gone: Sequence[tuple[str, str]]
    live_page: int = 7


@dataclass
class Sample:
    """A page's content with one error; `words` is what is wrong, in the block or field that is named."""

    kind: str
    content: dict[str, Any]
    place: str
    words: str = ""
    rules: tuple[str, ...] = field(default=())


def inject(kind: str, host: str, vocabulary: Vocabulary, dice: random.Random) -> Sample:
    """Return the host text with one error of the class."""
    return _MAKERS[kind](kind, host, vocabulary, dice)


def _page(paragraphs: Sequence[str]) -> dict[str, Any]:
    return {
        "title": "学习通知",
        "summary": "学习安排。",
        "source": "党委办公室",
        "responsible_editor": "周望舒",
        "body": [
            {
                "type": "paragraph",
                "id": f"b{number}",
                "value": "".join(f"<p>{line}</p>" for line in part.split("\n")),
            }
            for number, part in enumerate(paragraphs)
        ],
    }


def _with(
    host: str, words: str, dice: random.Random, *, sentence: bool = False
) -> tuple[dict[str, Any], str]:
    """Put the words after a clause of the host, or between two of its sentences."""
    marks = "。；" if sentence else "，。；"
    places = [at + 1 for at, char in enumerate(host) if char in marks] or [len(host)]
    at = dice.choice(places)
    end = "" if words.endswith("。") else "。" if sentence else "，"
    return _page([host[:at] + words + end + host[at:]]), "b0"


def _sample(
    kind: str, host: str, wrong: str, around: str, rules: tuple[str, ...], dice: random.Random
) -> Sample:
    content, place = _with(host, around.replace("□", wrong), dice)
    return Sample(kind, content, place, wrong, rules)


_FRAMES = ("有人说□", "会上提到□的情况", "材料中写有□字样", "对□应当关心", "涉及□问题")


def _term(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    return _sample(kind, host, dice.choice(words.terms), dice.choice(_FRAMES), ("term",), dice)


def _disguised(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    term = dice.choice(words.terms)
    way = dice.choice(("space", "sign", "mark", "wide", "hidden"))
    if way == "wide" or (way == "mark" and len(term) < 3):
        way = "sign"
    if way == "mark":
        wrong = dice.choice("，。、").join(term)
    else:
        pushed = {
            "space": (" ", "　", "  "),
            "sign": ("·", "*", "-", "_", "/", "~", "+", "^", "★"),
            "hidden": ("\u200b", "\u2060", "\u00ad"),
        }
        between = dice.choice(pushed[way])
        at = dice.randrange(1, len(term))
        wrong = between.join(term) if dice.random() < 0.5 else term[:at] + between + term[at:]
    return _sample(kind, host, wrong, dice.choice(_FRAMES), ("term",), dice)


def _old_form(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    usable = [term for term in words.terms if any(char in _OLD_FORMS for char in term)]
    term = dice.choice(usable)
    some = [at for at, char in enumerate(term) if char in _OLD_FORMS]
    turned = set(dice.sample(some, dice.randint(1, len(some))))
    wrong = "".join(_OLD_FORMS[char] if at in turned else char for at, char in enumerate(term))
    return _sample(kind, host, wrong, dice.choice(_FRAMES), ("term",), dice)


def _name(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    person = dice.choice(_SURNAMES) + dice.choice(_GIVEN)
    first, second = dice.choice(words.offices)
    made = dice.choice(("organ", "order", "comrade"))
    if made == "organ":
        wrong = dice.choice(words.wrong_names)
        around = dice.choice(("□印发通知", "根据□的部署", "经□批准"))
    elif made == "order":
        wrong, around = f"{second}、{first}", f"□{person}主持会议"
    else:
        wrong, around = f"{person}同志{first}", "会上□作了讲话"
    return _sample(kind, host, wrong, around, ("name",), dice)


def _figure(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    low = dice.randint(2, 40)
    high = low + dice.randint(1, 40)
    ones = "一二三四五六七八九"
    wrong, around = dice.choice(
        [
            (f"{low}{dice.choice('-－—～至')}{high}{dice.choice('%％')}", "增长□左右"),
            (f"{low}～{high}{dice.choice('万亿')}", "投入□元"),
            (f"{dice.randint(1, 9)}千{dice.randint(1, 9)}百", "补助□元"),
            (f"{dice.randint(2, 9)}百", "到会□人"),
            ("".join(chr(ord("０") + int(digit)) for digit in str(dice.randint(10, 2999))), "共□件"),
            (f"二{dice.choice('0OＯ')}二{dice.choice(ones)}", "自□年起"),
            (f"20{dice.randint(10, 26)}年{dice.choice(ones)}月{dice.randint(1, 28)}日", "于□召开"),
            (f"二零二{dice.choice(ones)}", "自□年以来"),
            (f"20世纪{dice.choice('五六七八九')}十年代", "从□开始"),
            (f"约{low}{dice.choice('人次件')}左右", "参加者□"),
        ]
    )
    return _sample(kind, host, wrong, around, ("number",), dice)


def _date(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    year = dice.randint(1990, 2026)
    ordinary = dice.choice((2019, 2021, 2022, 2023, 2025, 2026, 1999, 2100 - 1))
    wrong = dice.choice(
        [
            f"{year}年2月{dice.choice((30, 31))}日",
            f"{ordinary}年2月29日",
            f"{year}年{dice.choice((4, 6, 9, 11))}月31日",
            f"{year}年{dice.randint(13, 19)}月{dice.randint(1, 28)}日",
            f"{year}年{dice.randint(1, 12)}月{dice.randint(32, 39)}日",
            f"{year}-{dice.choice(('02-30', '13-05', '06-31', '00-10'))}",
            f"{dice.choice((4, 6, 9, 11))}月31日",
            f"二〇{dice.choice('一二')}{dice.choice('一二三五')}年"
            + dice.choice(("二月三十日", "六月三十一日", "十三月一日")),
            f"{year}年{dice.randint(13, 20)}月",
        ]
    )
    return _sample(kind, host, wrong, "定于□召开会议", ("date",), dice)


def _link(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    shown = dice.choice(("有关通知", "办法全文", "学习材料"))
    target = dice.choice(("page", "document"))
    content, place = _with(
        host, f'见<a linktype="{target}" id="{dice.randint(90_000, 99_999)}">{shown}</a>', dice
    )
    if dice.random() < 0.25:
        content = _page([host])
        content["body"].append({"type": "document", "id": "doc", "value": dice.randint(90_000, 99_999)})
        return Sample(kind, content, "doc", "", ("link",))
    return Sample(kind, content, place, shown, ("link",))


def _missing(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    content = _page([host])
    made = dice.choice(("source", "responsible_editor", "picture"))
    if made == "picture":
        named = dice.choice(
            ("", " ", "IMG_20260912.jpg", "DSC0231.JPG", "微信图片_20261101.png", "12345", "无")
        )
        block = {"image": words.live_page, "alternative": named, "caption": "会场"}
        content["body"].append({"type": "image", "id": "pic", "value": block})
        return Sample(kind, content, "pic", "", ("image",))
    content[made] = dice.choice(("", "  ", "待补", "无"))
    return Sample(kind, content, made, "", ("source",))


def _quotation(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    while True:
        (title, label), text = dice.choice(list(words.articles.items()))
        sentences = [
            part
            for part in text.replace("\n", "").split("。")
            if 14 <= len(part) <= 160 and not set(part) & set('“”《》「」"…')
        ]
        if sentences:
            break
    right = dice.choice(sentences)
    wrong = _alter(right, dice)
    frame = dice.choice(
        (
            "《{t}》{l}规定：“{w}。”",
            "《{t}》{l}明确，“{w}”。",
            "《{t}》{l}“{w}”的要求必须落实。",
            "“{w}”（《{t}》{l}）。",
            "按照《{t}》{l}的规定，“{w}”。",
        )
    )
    content, place = _with(host, frame.format(t=title, l=label, w=wrong), dice, sentence=True)
    return Sample(kind, content, place, wrong, ("quotation",))


def _alter(right: str, dice: random.Random) -> str:
    """Change the words as tired typists do: one sign dropped, added or changed, or a word turned."""
    turned = [
        ("应当", "可以"),
        ("不得", "应当"),
        ("以上", "以下"),
        ("三", "五"),
        ("必须", "应当"),
        ("和", "或者"),
    ]
    usable = [(old, new) for old, new in turned if old in right]
    if usable and dice.random() < 0.4:
        old, new = dice.choice(usable)
        return right.replace(old, new, 1)
    inside = [at for at in range(1, len(right) - 1) if right[at] not in "，。、；：（）()　 "]
    at = dice.choice(inside)
    done = dice.choice(
        (right[:at] + right[at + 1 :], right[:at] + "的" + right[at:], right[:at] + "某" + right[at + 1 :])
    )
    return done if done != right else right[:at] + "某" + right[at + 1 :]


def _citation(kind: str, host: str, words: Vocabulary, dice: random.Random) -> Sample:
    if dice.random() < 0.5 and words.gone:
        title, label = dice.choice(words.gone)
        wrong = f"《{title}》{label}"
    else:
        wrong = f"《{dice.choice(words.repealed)}》" + dice.choice(("", "第三条", "第一条"))
    around = dice.choice(("根据□的规定办理", "依照□执行", "符合□的要求"))
    return _sample(kind, host, wrong, around, ("citation",), dice)


_MAKERS: dict[str, Callable[[str, str, Vocabulary, random.Random], Sample]] = dict(
    zip(
        CLASSES,
        (_term, _disguised, _old_form, _name, _figure, _date, _link, _missing, _quotation, _citation),
        strict=True,
    )
)
