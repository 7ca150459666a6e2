"""Text of others in what a program renders as Markdown: it reads the same, and nothing of it calls out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.inert import for_markdown, from_markdown, without_unseen

HARMLESS = {"paragraph", "text", "softbreak", "hardbreak", "code_inline", "strong", "em"}


def render(text, marks=()):
    """The kinds of what is rendered inside paragraphs, and what a reader sees."""
    kinds, seen = set(), ""
    for block in (
        MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"]).parse(for_markdown(text, marks))
    ):
        kinds.add(block.type.removesuffix("_open").removesuffix("_close"))
        for token in block.children or ():
            kinds.add(token.type.removesuffix("_open").removesuffix("_close"))
            seen += token.content if token.type != "softbreak" else "\n"
    return kinds - {"inline"}, seen


@pytest.mark.parametrize(
    "text",
    [
        "See ![x](https://evil.example/?q=1) now",
        "See ![x][1] now\n\n[1]: https://evil.example/",
        "See [the portal](https://evil.example/a).",
        "See [1](https://evil.example/a) and [1]: www.evil.example/a",
        "See <https://evil.example/a> and <b@evil.example> and <img src=//evil.example/x>",
        "See `[x](evil)` and ``https://evil.example/`a`` and \\![x](//evil.example/x)",
        "a | b https://evil.example/a|https://evil.example/b",
        "~~~ and ~~gone~~",
        "&#91;x&#93;&lpar;evil&rpar; AT&T & Co, &lt;img src=x&gt;",
    ],
)
def test_nothing_is_rendered_but_the_text_itself(text):
    kinds, seen = render(text, {1})
    assert kinds <= HARMLESS
    assert seen == text.replace("\n\n", "")
    assert from_markdown(for_markdown(text, {1})) == text


def test_no_address_is_left_outside_of_code():
    text = for_markdown("![x](https://evil.example/?q=1), www.evil.example, a.b@evil.example or evil.example/a.")
    assert (
        text == "!\\[x\\](`https://evil.example/?q=1`), `www.evil.example`, `a.b@evil.example` or `evil.example/a`."
    )


@pytest.mark.parametrize("text", ["Es sind 30 Tage. [1][2]", "3 < 4, a_b * c, ~5 %, R&D, “x” | y", "#1 (see 2.)"])
def test_ordinary_text_and_our_own_marks_stay(text):
    assert for_markdown(text, {1, 2}) == text


def test_marks_of_others_are_text():
    assert for_markdown("[1] [3] [12]", {1}) == "[1] \\[3\\] \\[12\\]"


@given(st.text("ab[]()!<>&;\\`|~:/. \n1#xhtps@", max_size=40))
def test_no_text_becomes_a_link_an_image_or_html(text):
    kinds, _ = render(text, {1})
    assert not kinds & {"link", "image", "html_inline", "html_block"}
    assert from_markdown(for_markdown(text, {1})) == without_unseen(text)
