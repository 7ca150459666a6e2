"""HTML of the page, made of escaped text only.

Whatever comes from a document, a file name or the model passes through `escape` and is shown by `st.html`,
never by anything that reads Markdown: so it cannot become a link, a picture, a formula or a script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rag.analysis import analyse, question_words
from rag.quoting import show_quote
from rag.types import Citation, Document, Hit, LibraryStatus
from ui.texts import Texts

_MARKER = re.compile(r"\[(\d{1,2})\]")
_WORD = re.compile(r"\w+")
_SNIPPET = 200
_AROUND = 350  # characters of the page before and after a quote
_KINDS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "text/html": "HTML",
    "text/markdown": "MD",
    "text/plain": "TXT",
}


def escape(text: str) -> str:
    """Text that is only text, for content and attributes alike."""
    return html.escape(text.replace("\x00", ""), quote=True)


def answer_html(text: str, numbers: Collection[int], anchor: str) -> str:
    """A verified answer; markers of its citations lead to the source cards `{anchor}-{number}`."""

    def mark(match: re.Match[str]) -> str:
        number = int(match.group(1))
        if number not in numbers:
            return match.group()
        return f'<a class="fs-marker" href="#{anchor}-{number}">{number}</a>'

    return f'<div class="fs-answer">{_MARKER.sub(mark, escape(text))}</div>'


def draft_html(text: str, note: str) -> str:
    """What the model has written so far."""
    return f'<div class="fs-answer fs-draft">{escape(text)}<span class="fs-caret"></span></div>{note_html(note)}'


def note_html(text: str) -> str:
    """A quiet line."""
    return f'<div class="fs-note">{escape(text)}</div>'


def reason_html(text: str) -> str:
    """Why a document failed."""
    return f'<div class="fs-reason">{escape(text)}</div>'


def question_html(text: str) -> str:
    """What the person asked."""
    shown = text if len(text) <= 1200 else text[:1200] + " …"
    return f'<div class="fs-question">{escape(shown)}</div>'


def notice_html(kind: str, title: str, sentence: str = "") -> str:
    """A box that says how something went; `kind` is ok, info, warning or error."""
    head = f'<div class="fs-notice-title">{escape(title)}</div>' if title else ""
    body = f'<div class="fs-notice-text">{escape(sentence)}</div>' if sentence else ""
    role = "alert" if kind in ("error", "warning") else "status"
    return f'<div class="fs-notice fs-{kind}" role="{role}">{head}{body}</div>'


def name_html(name: str) -> str:
    """A document's name: its folder quieter than its file."""
    folder, slash, file = name.rpartition("/")
    quiet = f'<span class="fs-folder">{escape(folder + slash)}</span>' if folder else ""
    return f'{quiet}<span class="fs-file">{escape(file)}</span>'


def hits_html(hits: Sequence[Hit], question: str, texts: Texts) -> str:
    """What a search found, best first, with the question's words set off."""
    rows = "".join(_hit_html(hit, question, texts) for hit in hits)
    return f'<ol class="fs-hits">{rows}</ol>'


def quotes_html(quotes: Sequence[Citation], texts: Texts) -> str:
    """The closest sentences word for word, to read while the model still does."""
    rows = "".join(
        f'<li><div class="fs-quote-text">{escape(show_quote(each.quote))}</div>'
        f'<div class="fs-quote-place">{name_html(each.document)} · {escape(texts.page)} {each.page}</div></li>'
        for each in quotes
    )
    return f'<div class="fs-quotes">{note_html(texts.word_for_word)}<ol>{rows}</ol></div>'


def _hit_html(hit: Hit, question: str, texts: Texts) -> str:
    passage = hit.passage
    same = note_html(texts.also_in.format(names=", ".join(hit.also_in))) if hit.also_in else ""
    return (
        f'<li><div class="fs-hit-head">{name_html(passage.document)}'
        f'<span class="fs-page">{escape(texts.page)} {passage.page}</span></div>'
        f'<div class="fs-hit-text">{snippet_html(passage.text, question)}</div>{same}</li>'
    )


def snippet_html(text: str, question: str) -> str:
    """About 200 characters of a passage where most words of the question stand, these words bold."""
    asked = frozenset(term for word in question_words(question) for term in word)
    words = list(_WORD.finditer(text))
    hot = [
        word for word in words if asked & frozenset((*analyse(word.group(), "de"), *analyse(word.group(), "en")))
    ]
    start = _densest(hot, len(text))
    end = min(len(text), start + _SNIPPET)
    parts, position = [], start
    for word in hot:
        if word.start() >= start and word.end() <= end:
            parts += [escape(text[position : word.start()]), f"<b>{escape(word.group())}</b>"]
            position = word.end()
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return f"{before}{''.join(parts)}{escape(text[position:end])}{after}"


def _densest(hot: Sequence[re.Match[str]], length: int) -> int:
    """Where the window that holds most of the words begins."""
    if length <= _SNIPPET or not hot:
        return 0
    best = max(hot, key=lambda word: sum(word.start() <= other.start() < word.start() + _SNIPPET for other in hot))
    return max(0, min(best.start() - 40, length - _SNIPPET))


def source_html(citation: Citation, anchor: str, texts: Texts, key: str | None = None) -> str:
    """Head of a source card: number, document, page and the quoted words, with those that answer marked."""
    return (
        f'<div class="fs-source" id="{anchor}-{citation.number}">'
        f'<div class="fs-source-head"><span class="fs-number">{citation.number}</span>'
        f'<span class="fs-source-name">{name_html(citation.document)}</span>'
        f'<span class="fs-page">{escape(texts.page)} {citation.page}</span></div>'
        f'<blockquote class="fs-quote">{_marked_html(citation.quote, key)}</blockquote></div>'
    )


def _marked_html(quote: str, key: str | None) -> str:
    before, found, after = quote.partition(key) if key else (quote, "", "")
    return escape(before) + (f"<mark>{escape(found)}</mark>{escape(after)}" if found else "")


def context_html(text: str, start: int, end: int) -> str:
    """The text around a quote, the quote marked."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before, after = ("… " if first else ""), (" …" if last < len(text) else "")
    return (
        f'<div class="fs-context">{before}{escape(text[first:start])}<mark>{escape(text[start:end])}</mark>'
        f"{escape(text[end:last])}{after}</div>"
    )


def text_html(text: str) -> str:
    """A page's text as it was read."""
    return f'<div class="fs-context fs-preview">{escape(text)}</div>'


def pill_html(kind: str, label: str, hint: str = "") -> str:
    """A state with its colour; the hint says what it means."""
    more = f'<span class="fs-pill-hint">{escape(hint)}</span>' if hint else ""
    return f'<span class="fs-pill fs-pill-{kind}">{escape(label)}</span>{more}'


def document_html(document: Document, texts: Texts) -> str:
    """One line of the list of documents."""
    facts = [kind_name(document.media_type), size_text(document.size, texts.language)]
    if document.pages > 1:
        facts.append(texts.pages.format(count=document.pages))
    return (
        f'<div class="fs-document">{name_html(document.name)}'
        f'<div class="fs-facts">{escape(" · ".join(facts))}</div></div>'
    )


def names_html(names: Iterable[str]) -> str:
    """A list of document names."""
    return '<ul class="fs-names">' + "".join(f"<li>{name_html(name)}</li>" for name in names) + "</ul>"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts, and a quiet word more."""

    value: str
    label: str
    more: str


def figures_html(figures: Iterable[Figure]) -> str:
    """Numbers side by side."""
    boxes = [
        f'<div class="fs-figure"><b>{escape(each.value)}</b><span>{escape(each.label)}</span>'
        f'<span class="fs-facts">{escape(each.more)}</span></div>'
        for each in figures
    ]
    return f'<div class="fs-figures">{"".join(boxes)}</div>'


def table_html(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    """A table; its last `numbers` columns are set to the right."""
    first = len(headings) - numbers

    def line(tag: str, cells: Sequence[str]) -> str:
        marks = ["" if at < first else ' class="fs-right"' for at in range(len(cells))]
        filled = [f"<{tag}{mark}>{escape(cell)}</{tag}>" for mark, cell in zip(marks, cells, strict=True)]
        return f"<tr>{''.join(filled)}</tr>"

    body = "".join(line("td", row) for row in rows)
    head = f"<thead>{line('th', headings)}</thead>"
    return f'<div class="fs-wide"><table class="fs-table">{head}<tbody>{body}</tbody></table></div>'


def documents_head_html(status: LibraryStatus, texts: Texts) -> str:
    """The head of the page of documents. It says that all stays here only if no model sends texts elsewhere."""
    local = f" {escape(texts.all_local)}" if status.stays_local else ""
    return (
        f'<div class="fs-head"><h1>{escape(texts.documents)}</h1><p>{escape(texts.documents_lead)}{local}</p></div>'
    )


def footer_html(status: LibraryStatus, model: str, texts: Texts) -> str:
    """How the library is doing, in a few lines."""
    share = status.embedded / status.passages if status.passages else 1.0
    rows = [
        f"<b>{number_text(status.documents, texts.language)}</b> {escape(texts.status_documents)} · "
        f"<b>{number_text(status.passages, texts.language)}</b> {escape(texts.status_passages)}",
        f"<b>{int(share * 100)} %</b> {escape(texts.status_embedded)}",
        f"{escape(texts.status_model)}: {escape(model_text(model, texts))}",
    ]
    if status.next_embedder:
        done, total = (number_text(count, texts.language) for count in (status.next_embedded, status.passages))
        changing = texts.status_changing.format(embedder=status.next_embedder, done=done, total=total)
        rows.append(escape(changing))
    trouble = notice_html("warning", "", status.degraded) if status.degraded else ""
    return f'<div class="fs-footer">{"<br>".join(rows)}</div>{trouble}'


def model_text(model: str, texts: Texts) -> str:
    """ "local:qwen" reads "qwen (on this computer)"."""
    name = model.removeprefix("local:")
    return f"{name} ({texts.local})" if name != model else name


def kind_name(media_type: str) -> str:
    """A short name of a format."""
    return _KINDS.get(media_type, media_type.rpartition("/")[2].upper())


def size_text(size: int, language: str) -> str:
    """A file size in bytes for a person."""
    if size < 1000:
        return f"{size} B"
    amount, unit = (size / 1000, "kB") if size < 1_000_000 else (size / 1_000_000, "MB")
    text = f"{amount:.0f}" if amount >= 10 else f"{amount:.1f}"
    return f"{text.replace('.', ',') if language == 'de' else text} {unit}"


def number_text(number: int, language: str) -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}".replace(",", "." if language == "de" else ",")


def date_text(moment: str, language: str) -> str:
    """The day of an ISO 8601 time."""
    year, month, day = moment[:10].split("-")
    return f"{int(day)}.{int(month)}.{year}" if language == "de" else f"{year}-{month}-{day}"
