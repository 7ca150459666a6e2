"""A stored answer as one HTML file that can be filed: no script, nothing from elsewhere, every checksum in it.

Whatever comes from a document, a file name, a person or the model passes through `escape`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.answer_log import Stored
from rag.answer_record import software_version
from ui.answers.bundle_texts import BundleTexts, choose_bundle_texts
from ui.answers.places import PageShown, Places, Shown
from ui.marking import MarkedPicture
from ui.markup import answer_html, context_html, escape, name_html, number_text

_STYLE = Path(__file__).parent.parent / "static" / "evidence.css"
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_ANCHOR = "source"


def build_bundle(stored: Stored, record: dict[str, Any], places: Places, cover: MarkedPicture | None = None) -> str:
    """The whole file. A `cover` stands below its head, and says once more that it was generated."""
    texts = choose_bundle_texts(record["answer"]["language"])
    citations = record["answer"]["citations"]
    body = [
        _head(stored, record, texts),
        _cover(cover, texts),
        _question(record, texts),
        _answer(record, texts),
        _sources(citations, places, texts),
        _found(record, texts),
        _making(record, texts),
        _checksums(stored, record, texts),
        _verification(stored, record, texts),
        _footer(texts),
        *(_appendix(number, page, texts) for number, page in enumerate(places.pages(citations), 1)),
    ]
    title = escape(f"{texts.title} {record['id']}")
    return (
        f'<!DOCTYPE html>\n<html lang="{texts.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(title: str, *parts: str, kind: str = "") -> str:
    return f'<section class="{kind}"><h2>{escape(title)}</h2>{"".join(parts)}</section>'


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>'


def _table(rows: Iterable[Sequence[str]], headings: Sequence[str] = (), kind: str = "") -> str:
    """Cells are HTML already."""
    head = "".join(f"<th>{escape(each)}</th>" for each in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="{kind}">{f"<thead><tr>{head}</tr></thead>" if head else ""}<tbody>{body}</tbody></table>'


def _code(text: str | None, texts: BundleTexts) -> str:
    return f"<code>{escape(text)}</code>" if text else f'<span class="quiet">{escape(texts.unknown)}</span>'


def _head(stored: Stored, record: dict[str, Any], texts: BundleTexts) -> str:
    status = record["answer"]["status"]
    warning = "" if stored.intact else _paragraph(texts.damaged, "warning")
    return (
        f'<header><div><h1>{escape(texts.title)}</h1><p class="quiet">{escape(texts.filed.format(id=record["id"]))}'
        f" · {_moment(record['time'], texts.language)} UTC</p></div>"
        f'<span class="status {escape(status)}">{escape(texts.status.get(status, status))}</span></header>{warning}'
    )


def _cover(cover: MarkedPicture | None, texts: BundleTexts) -> str:
    if cover is None:
        return ""
    caption = texts.cover.format(model=cover.model)
    return f'<figure class="cover">{_picture(cover.png, caption, "cover")}{_caption(caption)}</figure>'


def _question(record: dict[str, Any], texts: BundleTexts) -> str:
    question, trace = record["answer"]["question"], record["trace"]
    parts = [f'<p class="question">{escape(question)}</p>']
    if trace["asked"] != question:
        parts.append(_paragraph(texts.searched_as.format(text=trace["asked"]), "quiet"))
    if trace.get("translated"):
        parts.append(_paragraph(texts.searched_as.format(text=trace["translated"]), "quiet"))
    if record["request"]["documents"] is not None:
        names = ", ".join(each["name"] for each in record["request"]["documents"])
        parts.append(_paragraph(texts.restricted.format(names=names), "quiet"))
    if trace["history"]:
        turns = [(escape(turn["question"]), escape(turn["answer"])) for turn in trace["history"]]
        parts.append(f"<h3>{escape(texts.earlier)}</h3>" + _table(turns, (texts.question, texts.answer)))
    return _section(texts.question, *parts)


def _answer(record: dict[str, Any], texts: BundleTexts) -> str:
    answer = record["answer"]
    numbers = {each["number"] for each in answer["citations"]}
    notice = answer.get("notice")  # earlier records have none
    return _section(
        texts.answer,
        answer_html(answer["text"], numbers, _ANCHOR),
        _paragraph(texts.note.format(text=notice)) if notice else "",
        _statements(answer.get("statements"), texts),
    )


def _statements(statements: Sequence[dict[str, Any]] | None, texts: BundleTexts) -> str:
    """Each statement with its verdict and the numbers of its sources, when the answer was taken apart."""
    if not statements:
        return ""
    rows = []
    for each in statements:
        numbers = ", ".join(str(number) for number in each.get("citations", ()))
        rows.append(
            (escape(str(each["text"])), escape(texts.verdicts.get(str(each.get("verdict")), "")), escape(numbers))
        )
    return f"<h3>{escape(texts.statements)}</h3>" + _table(rows, (texts.statements, texts.verdict, texts.sources))


def _sources(citations: Sequence[dict[str, Any]], places: Places, texts: BundleTexts) -> str:
    if not citations:
        return _section(texts.sources, _paragraph(texts.no_sources, "quiet"))
    return _section(texts.sources, *(_source(each, places.show(each), texts) for each in citations))


def _source(citation: dict[str, Any], shown: Shown, texts: BundleTexts) -> str:
    place = ", ".join(
        (
            texts.page.format(page=citation["page"]),
            texts.characters.format(start=citation["start"], end=citation["end"]),
        )
    )
    note = texts.fates[shown.fate] if shown.fate else "" if shown.drawn else texts.no_picture
    if shown.excerpt is not None:
        around = _caption(texts.excerpt) + _picture(shown.excerpt, texts.excerpt, "excerpt")
    else:
        around = _caption(texts.context) + context_html(shown.text, shown.start, shown.end)
    return (
        f'<article id="{_ANCHOR}-{citation["number"]}"><div class="source"><span class="number">'
        f'{citation["number"]}</span><div><div class="name">{name_html(citation["document"])}</div>'
        f'<div class="quiet">{escape(place)}</div></div></div>'
        f'<blockquote class="fs-quote">{escape(citation["quote"])}</blockquote>'
        f"{_paragraph(note, 'warning') if note else ''}<figure>{around}</figure></article>"
    )


def _caption(text: str) -> str:
    return f"<figcaption>{escape(text)}</figcaption>"


def _picture(png: bytes, label: str, kind: str) -> str:
    data = base64.b64encode(png).decode("ascii")
    return f'<img class="{kind}" alt="{escape(label)}" src="data:image/png;base64,{data}">'


def _found(record: dict[str, Any], texts: BundleTexts) -> str:
    passages = [hit["passage"] for hit in record["answer"]["hits"]]
    if not passages:
        return _section(texts.looked_at, _paragraph(texts.looked_at_none, "quiet"))
    rows = [
        (
            str(rank),
            f"{name_html(each['document'])}<br>{_code(each['sha256'], texts)}",
            escape(f"{texts.page.format(page=each['page'])}, {each['start']}–{each['end']}"),
        )
        for rank, each in enumerate(passages, 1)
    ]
    headings = ("", f"{texts.document} / {texts.of_passage}", texts.place)
    return _section(
        texts.looked_at, _paragraph(texts.looked_at_lead, "quiet"), _table(rows, headings, "ranks"), kind="found"
    )


def _making(record: dict[str, Any], texts: BundleTexts) -> str:
    answer, settings, trace = record["answer"], record["settings"], record["trace"]
    read = "<br>".join(
        f"{name_html(each['document'])}, {escape(texts.page.format(page=each['page']))},"
        f" {each['start']}–{each['end']}"
        for each in trace["passages"]
    )
    parameters = ", ".join(f"{name} = {value}" for name, value in sorted(trace["parameters"].items()))
    rows = [
        (texts.asked_at, escape(record["time"])),
        (texts.seconds, escape(f"{answer['seconds']} s")),
        (texts.generation, number_text(answer["generation"], texts.language)),
        (texts.software, escape(f"Fundstelle {record['software']}")),
        (texts.model, escape(answer["model"])),
        (texts.weights, _code(settings["model_sha256"], texts) if settings["model_sha256"] else ""),
        (texts.parameters, escape(parameters)),
        (texts.embedder, escape(settings["embedder"])),
        (texts.model_read, read),
    ]
    return _section(texts.made, _table([(escape(name), value) for name, value in rows if value], kind="facts"))


def _checksums(stored: Stored, record: dict[str, Any], texts: BundleTexts) -> str:
    cited = {each["document_id"] for each in record["answer"]["citations"]}
    rows = [
        (
            escape(texts.original),
            f'{name_html(each["name"])} <span class="quiet">'
            f"{escape(texts.size.format(size=number_text(each['size'], texts.language)))}</span>"
            f"<br>{_code(each['sha256'], texts)}",
        )
        for each in record["documents"]
        if each["id"] in cited
    ]
    for citation in record["answer"]["citations"]:
        rows.append((escape(texts.of_quote.format(number=citation["number"])), _code(citation["sha256"], texts)))
    rows.append((escape(texts.of_record), _code(stored.sha256, texts)))
    return _section(texts.checksums, _table(rows, kind="facts"))


def _verification(stored: Stored, record: dict[str, Any], texts: BundleTexts) -> str:
    cited = {each["document_id"] for each in record["answer"]["citations"]}
    names = [each["name"] for each in record["documents"] if each["id"] in cited]
    steps = []
    if names:
        commands = "\n".join(f"sha256sum -- {_quoted(name)}" for name in names)
        steps.append(f"<li>{escape(texts.verify_original)}<pre>{escape(commands)}</pre></li>")
        quotes = (each["quote"] for each in record["answer"]["citations"])
        commands = "\n".join(f"printf %s {_quoted(quote)} | sha256sum" for quote in quotes)
        steps.append(f"<li>{escape(texts.verify_quote)}<pre>{escape(commands)}</pre></li>")
    commands = f"fundstelle answers export {stored.id} --output {stored.id}.json\nsha256sum {stored.id}.json"
    steps.append(f"<li>{escape(texts.verify_record)}<pre>{escape(commands)}</pre></li>")
    return _section(texts.verify, f"<ol>{''.join(steps)}</ol>")


def _quoted(name: str) -> str:
    """A file name or a quote as one word of a shell, with nothing in it that a shell would act on."""
    return "'" + name.replace("'", "'\\''") + "'"


def _appendix(number: int, page: PageShown, texts: BundleTexts) -> str:
    sources = ", ".join(f"{texts.source} {each}" for each in page.numbers)
    caption = texts.appendix_caption.format(document=page.document, page=page.page, sources=sources)
    note = "" if page.marked else _paragraph(texts.unmarked, "warning")
    picture = _picture(page.png, caption, "page")
    return _section(
        texts.appendix.format(number=number), _paragraph(caption, "quiet"), note, picture, kind="appendix"
    )


def _footer(texts: BundleTexts) -> str:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = texts.footer.format(version=software_version(), time=_moment(now, texts.language))
    return f"<footer>{escape(line)}</footer>"


def _moment(time: str, language: str) -> str:
    """An ISO 8601 time for a person."""
    moment = datetime.fromisoformat(time)
    return f"{moment:%d.%m.%Y, %H:%M:%S}" if language == "de" else f"{moment:%Y-%m-%d, %H:%M:%S}"
