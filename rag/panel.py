"""Several language models asked the same questions over the very same evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from langchain_core.language_models import BaseChatModel

from rag.answerability import RefusalPolicy
from rag.answering import Answerer
from rag.config import Settings
from rag.layout import DataDir
from rag.providers.chain import ModelChain
from rag.providers.families import takes_a_key
from rag.refusal import find_refusal
from rag.remembered_retrieval import RememberedRetrieval
from rag.retrieval import Searches
from rag.types import AnswerEvent

# With what searches, the model's chain and what its replies are refused by.
OpenAnswerer = Callable[[Searches, ModelChain, RefusalPolicy], Answerer]


class Panel:
    """Models that are compared: each stands alone, and none takes another's place. Thread-safe.

    A model is opened when it is first asked, and stays open until it is released. Its answers are not stored.
    """

    def __init__(
        self,
        models: Sequence[str],
        settings: Settings,
        directory: DataDir,
        retriever: Searches,
        open_answerer: OpenAnswerer,
        chains: Mapping[str, ModelChain],  # of models that are open already
        given: Mapping[str, BaseChatModel],
        check: Callable[[str], str],  # a question as it is asked
    ) -> None:
        self._retriever = retriever
        self._open_answerer = open_answerer
        self._check = check
        self._members: dict[str, tuple[ModelChain, RefusalPolicy]] = {}
        for name in models:
            alone = settings_alone(name, (*models, name), settings)
            chain = chains.get(name) or ModelChain(alone, directory, given.get(name))
            self._members[name] = chain, find_refusal(alone).policy

    @property
    def models(self) -> tuple[str, ...]:
        """Their names as in the settings."""
        return tuple(self._members)

    def load(self, model: str) -> None:
        """Open a model, and load it if it is on this machine.

        Raises ModelUnavailable, ConfigurationError or CredentialsRejected.
        """
        self._members[model][0].load()

    def open(self, model: str) -> None:
        """Look whether a model can be asked, without reading weights; raises as `load`."""
        self._members[model][0].candidates()[0].open()

    def release(self, model: str) -> None:
        """Give back the memory of a model; it is opened anew when it is asked."""
        self._members[model][0].release()

    def ask(
        self, question: str, *, k: int = 10, documents: Iterable[str] | None = None
    ) -> dict[str, Iterator[AnswerEvent]]:
        """The events of each model's answer, as `Library.answer` has them.

        Nothing happens before events are taken; different threads may take those of different models. Whoever is
        first searches for all. Raises QuestionRejected for an empty or overlong question.
        """
        question, search = self._check(question), RememberedRetrieval(self._retriever)
        names = None if documents is None else tuple(documents)
        return {
            model: self._open_answerer(search, chain, policy).answer(question, k, (), names)
            for model, (chain, policy) in self._members.items()
        }


def settings_alone(name: str, others: Sequence[str], settings: Settings) -> Settings:
    """The settings for one model of many. One provider's key is never sent to another.

    `others` are the models that the key of the settings may be meant for, besides those of the setting `model`.
    """
    owner = next((each for each in (*settings.models, *others) if takes_a_key(each)), "")
    changes: dict[str, object] = {"model": name}
    if name.partition(":")[0] != owner.partition(":")[0]:
        changes |= {"model_api_key": None, "model_api_key_file": None}
    return settings.model_copy(update=changes)
