"""Stored answers and their replays as text for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rag.answer_record import QUOTES
from ui.answers.replaying import AnswerThenNow, RankThenNow, Replay, SpanThenNow
from ui.commands.showing import indent, show_citations, show_related
from ui.output import Output


def show_record(output: Output, record: dict[str, Any], sha256: str) -> None:
    """Everything that made an answer."""
    answer, trace = record["answer"], record["trace"]
    output.text(answer["question"], style="bold")
    output.text(f"{record['id']}, {record['time']}, {answer['status']}", "", style="dim")
    output.text(answer["text"], "")
    if answer.get("notice"):  # earlier records have none
        output.text(f"Note: {answer['notice']}", "")
    show_citations(output, answer["citations"])
    show_related(output, answer.get("related") or ())  # earlier records have none
    for each in answer.get("statements") or ():
        output.text(f"Statement: {json.dumps(each, ensure_ascii=False)}")
    output.table(("Made by", ""), list(_circumstances(record, sha256)))
    for turn in trace["history"]:
        _show_block(output, "Earlier question", turn["question"])
        _show_block(output, "Earlier answer", turn["answer"])
    output.text("", "Found, best first", style="bold")
    for rank, hit in enumerate(answer["hits"], 1):
        output.text(f"{rank}. {_place(hit['passage'])}  ({hit['score']:.2f})  sha256 {hit['passage']['sha256']}")
    for passage in trace["passages"]:
        _show_block(output, f"Read: {_place(passage)}  sha256 {passage['sha256']}", passage["text"])
    for message in trace["messages"]:
        _show_block(output, f"Prompt, {message['role']}", message["text"])
    _show_block(output, "Reply, as the model wrote it", trace["reply"])
    output.table(
        ("Document", "Pages", "sha256"),
        [(each.get("name"), each.get("pages"), each.get("sha256")) for each in record["documents"]],
    )


def show_replay(output: Output, replay: Replay) -> None:
    """What is as it was, and what is not."""
    verdict = "Nothing differs." if replay.same else "Something differs from when this was answered."
    output.text(verdict, "", style="bold")
    if replay.as_of is not None:
        output.text(f"Compared with what the library held in generation {replay.as_of}.")
    if replay.circumstances:
        rows = [(each.what, _short(each.then), _short(each.now)) for each in replay.circumstances]
        output.table(("Circumstance", "Then", "Now"), rows)
    documents = [(each.document, str(each.state), each.name_now) for each in replay.documents]
    output.table(("Document", "State", "Name now"), documents)
    for span in replay.citations:
        output.text(f"[{span.number}] {span.document}, page {span.page}: {_span(span)}")
    output.text(f"Passages found: {_ranks(replay.retrieval, replay.found_then)}")
    for change in replay.retrieval:
        output.text(f"    {change.document}, page {change.page}, {change.start}-{change.end}: {_rank(change)}")
    if replay.answer is None:
        output.text("The model was not asked again.")
    else:
        _show_answers(output, replay.answer)


def _show_answers(output: Output, answer: AnswerThenNow) -> None:
    if answer.same:
        output.text("Asked again, the answer is the same.")
        return
    output.text(f"Then ({answer.status_then}):", indent(answer.text_then))
    output.text(f"Now ({answer.status_now}):", indent(answer.text_now))
    if not answer.same_citations:
        output.text("It cites other places than then.")


def _circumstances(record: dict[str, Any], sha256: str) -> Iterable[tuple[str, str]]:
    answer, request = record["answer"], record["request"]
    yield "Software", str(record["software"])
    if request.get("mode") == QUOTES:
        yield "Asked for", "quotes, without a language model"
    yield "Index generation", str(answer["generation"])
    yield "Language", answer["language"]
    yield "Searched for", record["trace"]["asked"]
    if record["trace"].get("translated"):
        yield "Searched for, too", record["trace"]["translated"]
    yield "Hits asked for", str(request["k"])
    if request["documents"] is not None:
        yield "Only in", ", ".join(each["name"] for each in request["documents"])
    if request.get("as_of") is not None:
        yield "As of", f"{request['as_of']} ({answer['as_of']})"
    yield "Model", answer["model"]
    if answer.get("usage"):
        yield "Usage", _short(answer["usage"])
    yield "Parameters", _short(record["trace"]["parameters"])
    yield "Settings", _short(record["settings"])
    yield "Seconds", f"{answer['seconds']} {_short(answer['timings'])}"
    yield "Signals", _short(answer["signals"])
    yield "Record sha256", sha256


def _show_block(output: Output, heading: str, text: str) -> None:
    output.text("", heading, style="bold")
    output.text(indent(text))


def _place(passage: dict[str, Any]) -> str:
    return f"{passage['document']}, page {passage['page']}, {passage['start']}-{passage['end']}"


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _span(span: SpanThenNow) -> str:
    if span.page_now is None:
        return "the document no longer says this"
    if (span.page_now, span.start_now) == (span.page, span.start):
        return "still stands there"
    return f"stands elsewhere now: page {span.page_now}, from character {span.start_now}"


def _ranks(changes: tuple[RankThenNow, ...], found: int) -> str:
    return f"{len(changes)} differ from the {found} of then" if changes else f"the {found} of then, in their order"


def _rank(change: RankThenNow) -> str:
    if change.now is None:
        return f"was number {change.then}, is not found now"
    if change.then is None:
        return f"new, number {change.now}"
    return f"was number {change.then}, is number {change.now}"
