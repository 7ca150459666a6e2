"""Storing what was answered. Nothing that goes wrong here may cost anybody their answer."""

from __future__ import annotations

import logging
from dataclasses import replace

from rag.answer_log import AnswerLog
from rag.answer_record import Request, build_answer, held_documents
from rag.answerability import RefusalPolicy
from rag.catalog import Catalog
from rag.config import Settings
from rag.errors import FundstelleError
from rag.layout import DataDir
from rag.messages import join_notices, not_stored_text
from rag.types import Answer

# Somebody is waiting for the answer.
_WAIT_SECONDS = 2.0
_LOG = logging.getLogger(__name__)


class AnswerKeeper:
    """Stores the answers of one library for as long as its settings say; thread-safe."""

    def __init__(self, directory: DataDir, catalog: Catalog, settings: Settings, policy: RefusalPolicy) -> None:
        self._log = AnswerLog(directory.answers, _WAIT_SECONDS)
        self._catalog = catalog
        self._settings = settings
        self._policy = policy
        self._told = False

    def keep(self, answer: Answer, request: Request, settings: Settings) -> Answer:
        """The answer with the id it is stored under. The first that cannot be stored says so in its `notice`.

        `settings` are those that it was answered by.
        """
        if not self._settings.keep_answers_days:
            return answer
        try:
            answer_id = self._store(answer, request, settings)
        except Exception as error:  # noqa: BLE001 - the answer itself is fine
            _LOG.warning("an answer could not be stored", exc_info=True)
            return self._tell(answer, error)
        self._told = False
        return replace(answer, id=answer_id)

    def _store(self, answer: Answer, request: Request, settings: Settings) -> str | None:
        with self._catalog.snapshot() as snapshot:
            new = build_answer(answer, request, snapshot, settings, self._policy)
        # A document removed from now on is erased from the log after this answer is in it, or seen to be gone.
        stored = self._log.insert(new, self._settings.keep_answers_days, lambda: self._all_exist(answer))
        return new.id if stored else None

    def _all_exist(self, answer: Answer) -> bool:
        with self._catalog.snapshot() as snapshot:
            return all(snapshot.document_by_id(each) is not None for each in held_documents(answer))

    def _tell(self, answer: Answer, error: Exception) -> Answer:
        if self._told:
            return answer
        self._told = True
        reason = str(error) if isinstance(error, FundstelleError) else f"{type(error).__name__}, see the log"
        return replace(answer, notice=join_notices(answer.notice, not_stored_text(answer.language, reason)))
