"""Texts become blocks without loss."""

from demo.prose import blocks_of


def test_paragraphs_between_headings_become_one_block_and_signs_are_escaped() -> None:
    # when
    blocks = blocks_of("一段。\n\n又一段，a < b。\n\n## 小标题\n\n末段。\n")

    # then
    assert blocks == [
        ("paragraph", "<p>一段。</p><p>又一段，a &lt; b。</p>"),
        ("heading", "小标题"),
        ("paragraph", "<p>末段。</p>"),
    ]
