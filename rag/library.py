"""The reading façade: one library, opened for questions.

`LibraryApi` is what every surface is built against; `Library` is the implementation in this process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Protocol, runtime_checkable

from langchain_core.language_models import BaseChatModel

from rag.answer_keeping import AnswerKeeper
from rag.answer_record import QUOTES, Request
from rag.answerability import RefusalPolicy
from rag.answering import Answerer
from rag.candidates import WORDS_OUTDATED_TEXT
from rag.catalog import Catalog
from rag.chosen_models import Chosen, ChosenModels
from rag.config import Settings, load_settings
from rag.content_filter import Guard, load_filter
from rag.embedders.describing import describe_embedders
from rag.embedders.shelf import EmbedderShelf, Opener
from rag.embedding import Embedder
from rag.errors import DocumentNotFound, QuestionRejected
from rag.history import STAGED_SET, AsOf, look_back
from rag.layout import DataDir
from rag.panel import Panel
from rag.pictures import render_page
from rag.providers.chain import ModelChain
from rag.providers.residence import Residence
from rag.refusal import find_refusal
from rag.rerankers.choice import RerankerShelf, with_wanted_reranker
from rag.retrieval import Retriever, Searches
from rag.types import (
    Answer,
    AnswerEvent,
    Document,
    Finished,
    Hit,
    LibraryStatus,
    Page,
    PagePicture,
    Searched,
    Turn,
)


@runtime_checkable
class LibraryApi(Protocol):
    """What a surface may ask of a library, wherever it runs."""

    def search(
        self, question: str, *, k: int = 10, documents: Iterable[str] | None = None, as_of: AsOf = None
    ) -> list[Hit]: ...

    def answer(
        self,
        question: str,
        *,
        k: int = 10,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
        model: str | None = None,
    ) -> Iterator[AnswerEvent]: ...

    def ask(
        self,
        question: str,
        *,
        k: int = 10,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
    ) -> Answer: ...

    def quote(
        self,
        question: str,
        *,
        k: int = 10,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
    ) -> Answer: ...

    def searched(self, *, documents: Iterable[str] | None = None, as_of: AsOf = None) -> Searched: ...

    def panel(self, models: Sequence[str]) -> Panel: ...

    def models(self) -> tuple[str, ...]: ...

    def check_model(self, name: str) -> str: ...

    def documents(self, *, as_of: AsOf = None) -> list[Document]: ...

    def document(self, name: str, *, as_of: AsOf = None) -> Document: ...

    def page(self, document_id: int, number: int) -> Page | None: ...

    def page_picture(
        self, document_id: int, page: int, spans: Sequence[tuple[int, int]], scale: float = 1.5
    ) -> PagePicture | None: ...

    def original(self, document_id: int) -> Path: ...

    def status(self) -> LibraryStatus: ...


_BLANKS = re.compile(r"(\s)\s{2,}")


class Library:
    """A library in this process; thread-safe. Models are loaded when they are first needed, or by `warm`."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        model: BaseChatModel | None = None,
        opener: Opener | None = None,
        compared: Mapping[str, BaseChatModel] | None = None,
    ) -> None:
        """Models that are given are used instead of those of the settings; `compared` are for panels, by name."""
        self._settings = settings
        self._directory = DataDir(settings.data_dir)
        self._directory.create()
        self._catalog = Catalog(self._directory)
        own = None if embedder is None else lambda: embedder
        self._embedders = EmbedderShelf(settings, own, opener, patient=False)
        self._chain = ModelChain(settings, self._directory, model)
        self._residence = Residence()
        self._retriever = Retriever(
            self._directory, self._catalog, self._embedders.answering, RerankerShelf(settings).find
        )
        self._refusal = find_refusal(settings)
        self._guard = Guard(load_filter(settings.content_filter_policy), settings.content_filter)
        self._answerer = self._open_answerer(self._retriever, self._chain, self._refusal.policy)
        self._compared = compared or {}
        self._chosen = ChosenModels(
            settings,
            self._directory,
            lambda chain, policy: self._open_answerer(self._retriever, chain, policy),
            self._chain,
            self._compared,
        )
        self._keeper = AnswerKeeper(self._directory, self._catalog, settings, self._refusal.policy)

    @classmethod
    def open(cls, data_dir: Path | str | None = None) -> Library:
        """The library in a folder, by default this user's own, with the settings that hold for it."""
        return cls(load_settings() if data_dir is None else load_settings(data_dir=Path(data_dir)))

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the catalog; models go with the process."""
        self._catalog.close()

    def embedder(self) -> Embedder:
        """The embedding model that questions are compared by. Raises ModelUnavailable and ConfigurationError."""
        with self._catalog.snapshot() as snapshot:
            return self._embedders.answering(snapshot)

    def model(self) -> BaseChatModel:
        """The first language model of the settings.

        Raises ModelUnavailable, ConfigurationError or CredentialsRejected.
        """
        return self._chain.candidates()[0].open()

    def warm(self, *, generator: bool = True) -> None:
        """Load the models now, so that the first question does not wait for them."""
        self.embedder().embed_question("warm")
        if generator:
            with self._residence.hold(self._chain):
                self._chain.load()

    def search(
        self, question: str, *, k: int = 10, documents: Iterable[str] | None = None, as_of: AsOf = None
    ) -> list[Hit]:
        """The k best passages, best first. Raises QuestionRejected for an empty or overlong question.

        `as_of`, here and below: an earlier generation, or a date or time, of the library; raises GenerationNotKept.
        """
        return list(self._retriever.retrieve(self._checked(question), k, documents, as_of, only_listed=True).hits)

    def answer(
        self,
        question: str,
        *,
        k: int = 10,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
        model: str | None = None,
    ) -> Iterator[AnswerEvent]:
        """Events of one answer: Retrieved, Token..., Finished. Closing the iterator stops the model.

        With a `model`, named as in the settings, that one answers alone. Raises ConfigurationError for what is no
        name of a model.
        """
        request = Request(k, None if documents is None else tuple(documents), as_of)
        chosen = None if model is None else self._chosen.find(model)
        return self._answer(self._checked(question), history, request, chosen)

    def _answer(
        self, question: str, history: Sequence[Turn], request: Request, chosen: Chosen | None
    ) -> Iterator[AnswerEvent]:
        answerer = self._answerer if chosen is None else chosen.answerer
        settings = self._settings if chosen is None else chosen.settings
        with closing(answerer.answer(question, request.k, history, request.documents, request.as_of)) as events:
            for event in events:
                if isinstance(event, Finished):
                    event = Finished(self._keep(event.answer, request, settings))
                yield event

    def _keep(self, answer: Answer, request: Request, settings: Settings) -> Answer:
        # What nobody has published leaves no trace when it is discarded.
        return answer if request.as_of == STAGED_SET else self._keeper.keep(answer, request, settings)

    def ask(
        self,
        question: str,
        *,
        k: int = 10,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
    ) -> Answer:
        """The verified answer, without the events on the way."""
        for event in self.answer(question, k=k, history=history, documents=documents, as_of=as_of):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("an answer always ends with Finished")

    def quote(
        self,
        question: str,
        *,
        k: int = 10,
        history: Sequence[Turn] = (),
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
    ) -> Answer:
        """The closest sentences word for word as the answer; no language model is used."""
        request = Request(k, None if documents is None else tuple(documents), as_of, QUOTES)
        answer = self._answerer.quote(self._checked(question), k, history, request.documents, as_of)
        return self._keep(answer, request, self._settings)

    def searched(self, *, documents: Iterable[str] | None = None, as_of: AsOf = None) -> Searched:
        """How many documents `search` looks through, and how many it will only later."""
        return self._retriever.searched(documents, as_of)

    def panel(self, models: Sequence[str]) -> Panel:
        """Several models, by their names as in the settings, to be asked over the very same evidence."""
        return Panel(
            models,
            self._settings,
            self._directory,
            self._retriever,
            self._open_answerer,
            # The weights of a local model are read once, unless others stand behind it in this chain.
            {self._settings.model: self._chain} if len(self._settings.models) == 1 else {},
            self._compared,
            self._checked,
        )

    def models(self) -> tuple[str, ...]:
        """The models that the settings name, by family:name: those that answer, then those to compare."""
        return self._chosen.names()

    def check_model(self, name: str) -> str:
        """The full name of a model that `answer` can be given. Asks no provider and reads no weights.

        Raises ConfigurationError, ModelUnavailable or CredentialsRejected with what to do.
        """
        return self._chosen.check(name)

    def documents(self, *, as_of: AsOf = None) -> list[Document]:
        """All documents by name."""
        with self._catalog.snapshot() as now:
            return look_back(now, as_of)[0].documents()

    def document(self, name: str, *, as_of: AsOf = None) -> Document:
        """The document of this name. Raises DocumentNotFound."""
        with self._catalog.snapshot() as now:
            return look_back(now, as_of)[0].document(name)

    def page(self, document_id: int, number: int) -> Page | None:
        """The text that citations of this page slice; None when the document was removed."""
        with self._catalog.snapshot() as snapshot:
            stored = snapshot.page(document_id, number)
        return None if stored is None else stored[0]

    def page_picture(
        self, document_id: int, page: int, spans: Sequence[tuple[int, int]], scale: float = 1.5
    ) -> PagePicture | None:
        """A page as a picture with the spans marked; None when the format has no pages or the page is gone."""
        with self._catalog.snapshot() as snapshot:
            document = snapshot.document_by_id(document_id)
            stored = snapshot.page(document_id, page)
            password = snapshot.password(document_id)
        if document is None or stored is None:
            return None
        path = self._directory.original(document.sha256)
        text, char_map = stored[0].text, stored[1]
        return render_page(path, document.media_type, page, spans, char_map, text, scale=scale, password=password)

    def original(self, document_id: int) -> Path:
        """The file of a document as it was added. Raises DocumentNotFound."""
        with self._catalog.snapshot() as snapshot:
            document = snapshot.document_by_id(document_id)
        if document is None:
            raise DocumentNotFound("This document was removed.")
        return self._directory.original(document.sha256)

    def status(self) -> LibraryStatus:
        """Numbers for the status page. Index files are looked at, not read; `doctor` verifies them."""
        with self._catalog.snapshot() as snapshot:
            counts, segments = snapshot.counts(), snapshot.segments()
            generation, states = snapshot.generation, snapshot.states()
            trouble = [WORDS_OUTDATED_TEXT] if snapshot.words_are_outdated() else []
            embedders = describe_embedders(snapshot, self._embedders)
            effective = with_wanted_reranker(self._settings, snapshot)
        damaged = sum(_size(self._directory.segment(each.id)) != each.bytes for each in segments)
        if damaged:
            trouble.append(f"{damaged} vector segments are missing or damaged; run `fundstelle rebuild`.")
        trouble += [each for each in (embedders.problem, self._retriever.trouble) if each is not None]
        if self._refusal.problem:
            trouble.append(self._refusal.problem)
        return LibraryStatus(
            generation=generation,
            documents=counts["documents"],
            by_state=states,
            pages=counts["pages"],
            passages=counts["passages"],
            embedded=counts["passages"] - counts["pending"],
            segments=len(segments),
            bytes_on_disk=_bytes_below(self._directory.root),
            embedder=embedders.active.fingerprint if embedders.active else None,
            degraded=" ".join(trouble) or None,
            refusal_threshold=self._refusal.policy.threshold,
            refusal_origin=self._refusal.origin,
            embedder_name=str(embedders.active.choice) if embedders.active else None,
            next_embedder=str(embedders.wanted) if embedders.is_changing else None,
            next_embedded=embedders.made,
            stays_local=effective.stays_local and embedders.stays_local,
            reranker=effective.reranker,
        )

    def _open_answerer(self, retriever: Searches, chain: ModelChain, policy: RefusalPolicy) -> Answerer:
        settings = self._settings
        return Answerer(
            retriever,
            self.embedder,
            chain,
            settings.evidence_passages,
            policy,
            self._guard,
            settings.answer_seconds,
            self._residence,
        )

    def _checked(self, question: str) -> str:
        # Patterns may take long over a thousand blanks.
        stripped = _BLANKS.sub(r"\1", question.strip())
        if not stripped:
            raise QuestionRejected("The question is empty.")
        if len(stripped) > self._settings.max_question_chars:
            raise QuestionRejected(
                f"The question has {len(stripped)} characters; at most {self._settings.max_question_chars} are"
                " read (setting max_question_chars). Shorten it, or add the long text as a document."
            )
        return stripped


def _bytes_below(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*") if path.is_file())


def _size(path: Path) -> int:
    """Bytes of a file; 0 when it is not there, as another process may have removed it."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
