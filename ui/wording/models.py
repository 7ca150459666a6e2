"""Every word of the page of models, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelTexts:
    """The wording of one language. Braces are filled in with `str.format`."""

    title: str
    lead: str
    in_use: str
    what: str
    model: str
    where: str
    state: str
    language_model: str
    language_model_next: str
    embedder: str
    reranker: str
    image_model: str
    none_set: str
    here: str
    elsewhere: str
    usable: str
    looking: str
    language_models_note: str
    embedders: str
    embedders_lead: str
    active: str
    next: str
    wanted: str
    kept: str
    vectors: str
    first_vectors: str
    cancel: str
    cancelled: str
    use: str
    drop: str
    drop_title: str
    drop_lead: str
    dropped: str
    choose: str
    choose_help: str
    change: str
    change_title: str
    change_lead: str
    change_first: str
    change_hosted: str
    begun: str
    used_from_now: str
    no_worker: str
    paused: str
    rerankers: str
    rerankers_lead: str
    reranker_off: str
    reranker_as_set: str
    reranker_help: str
    reranker_hosted: str
    reranker_change: str
    reranker_changed: str
    reranker_removed: str
    families: str
    families_lead: str
    family: str
    used_for: str
    packages: str
    credentials: str
    installed: str
    no_credentials: str
    text: str
    embeddings: str
    reranking: str
    pictures: str


MODEL_TEXTS: Mapping[str, ModelTexts] = {  # by ISO 639-1
    "de": ModelTexts(
        title="Modelle",
        lead="Womit geantwortet und gesucht wird, und was sich wählen lässt.",
        in_use="In Gebrauch",
        what="Wofür",
        model="Modell",
        where="Wo",
        state="Stand",
        language_model="Sprachmodell",
        language_model_next="Sprachmodell, wenn die davor ausfallen",
        embedder="Suche nach Bedeutung",
        reranker="Rangfolge",
        image_model="Bilder",
        none_set="keines",
        here="auf diesem Computer",
        elsewhere="beim Anbieter",
        usable="einsatzbereit",
        looking="Die Modelle werden angesehen …",
        language_models_note="Das Sprachmodell wählt jeder für sich auf der Seite „Fragen“; was ohne Wahl gilt,"
        " sagt die Einstellung model.",
        embedders="Suche nach Bedeutung",
        embedders_lead="Ein anderes Modell bekommt seine Vektoren neben den vorhandenen. Bis alle da sind, wird mit"
        " den vorhandenen geantwortet; vermischt werden sie nie.",
        active="antwortet",
        next="entsteht",
        wanted="gewünscht",
        kept="aufbewahrt",
        vectors="{vectors} von {passages} Abschnitten · {size} MB",
        first_vectors="Noch ist nichts erfasst; das Modell kommt mit dem ersten Dokument zum Einsatz.",
        cancel="Umstellung abbrechen",
        cancelled="Die Umstellung ist abgebrochen. Was schon entstanden ist, bleibt aufbewahrt.",
        use="Verwenden",
        drop="Vektoren löschen",
        drop_title="Vektoren löschen?",
        drop_lead="Die Vektoren von {embedder} werden gelöscht. Wer später zurückkehrt, lässt alles neu erfassen.",
        dropped="Die Vektoren von {embedder} sind gelöscht.",
        choose="Anderes Modell",
        choose_help="Wählen Sie ein Modell, oder tippen Sie einen Namen wie openai:text-embedding-3-small.",
        change="Umstellen …",
        change_title="Suche nach Bedeutung umstellen?",
        change_lead="Alle Abschnitte bekommen Vektoren von {embedder}. Bis sie vollständig sind, wird mit den"
        " vorhandenen geantwortet; danach bleiben diese aufbewahrt.",
        change_first="{embedder} wird ab dem ersten Dokument verwendet.",
        change_hosted="Alle Abschnitte, und von da an jede Frage, gehen an {embedder}.",
        begun="Die Vektoren von {embedder} entstehen jetzt neben den vorhandenen.",
        used_from_now="{embedder} wird ab dem ersten Dokument verwendet.",
        no_worker="Gerade läuft kein Arbeiter, der die Vektoren macht: `fundstelle serve` oder `fundstelle work`"
        " startet einen.",
        paused="Die Aufträge sind angehalten; die Umstellung geht weiter, wenn sie wieder laufen.",
        rerankers="Rangfolge",
        rerankers_lead="Ein Modell, das die besten Abschnitte zusammen mit der Frage liest und neu ordnet.",
        reranker_off="keines",
        reranker_as_set="wie eingestellt ({reranker})",
        reranker_help="Wählen Sie, oder tippen Sie einen Namen wie cohere:rerank-v3.5.",
        reranker_hosted="Fragen und die besten Abschnitte gehen an den Anbieter von {reranker}.",
        reranker_change="Übernehmen",
        reranker_changed="Die besten Abschnitte ordnet jetzt {reranker}.",
        reranker_removed="Die besten Abschnitte werden nicht mehr neu geordnet.",
        families="Familien von Modellen",
        families_lead="Ein Modell heißt nach seiner Familie, etwa {example}. Von Zugangsdaten steht hier nur, wo"
        " sie gefunden wurden.",
        family="Familie",
        used_for="Geeignet für",
        packages="Pakete",
        credentials="Zugangsdaten",
        installed="vorhanden",
        no_credentials="keine gefunden",
        text="Text",
        embeddings="Bedeutung",
        reranking="Rangfolge",
        pictures="Bilder",
    ),
    "en": ModelTexts(
        title="Models",
        lead="What answers and searches, and what can be chosen.",
        in_use="In use",
        what="For",
        model="Model",
        where="Where",
        state="State",
        language_model="Language model",
        language_model_next="Language model if those before fail",
        embedder="Search by meaning",
        reranker="Ranking",
        image_model="Pictures",
        none_set="none",
        here="on this computer",
        elsewhere="at its provider",
        usable="ready",
        looking="Looking at the models …",
        language_models_note="Everybody chooses the language model for themselves on the page “Ask”; without a"
        " choice the setting model counts.",
        embedders="Search by meaning",
        embedders_lead="Another model gets its vectors beside the present ones. Until all are there, the present"
        " ones answer; they are never mixed.",
        active="answers",
        next="being made",
        wanted="wanted",
        kept="kept",
        vectors="{vectors} of {passages} passages · {size} MB",
        first_vectors="Nothing is embedded yet; the model is used from the first document on.",
        cancel="Cancel the change",
        cancelled="The change is cancelled. What was made is kept.",
        use="Use this one",
        drop="Delete vectors",
        drop_title="Delete vectors?",
        drop_lead="The vectors of {embedder} are deleted. Whoever goes back to it has everything embedded anew.",
        dropped="The vectors of {embedder} are deleted.",
        choose="Another model",
        choose_help="Choose a model, or type a name like openai:text-embedding-3-small.",
        change="Change …",
        change_title="Change the search by meaning?",
        change_lead="All passages get vectors of {embedder}. Until they are complete, the present ones answer;"
        " these are kept afterwards.",
        change_first="{embedder} is used from the first document on.",
        change_hosted="All passages, and every question from then on, are sent to {embedder}.",
        begun="The vectors of {embedder} are being made beside the present ones now.",
        used_from_now="{embedder} is used from the first document on.",
        no_worker="No worker is running that makes the vectors: `fundstelle serve` or `fundstelle work` starts"
        " one.",
        paused="Jobs are paused; the change goes on when they are resumed.",
        rerankers="Ranking",
        rerankers_lead="A model that reads the best passages together with the question and orders them anew.",
        reranker_off="none",
        reranker_as_set="as set ({reranker})",
        reranker_help="Choose, or type a name like cohere:rerank-v3.5.",
        reranker_hosted="Questions and the best passages go to the provider of {reranker}.",
        reranker_change="Apply",
        reranker_changed="{reranker} orders the best passages now.",
        reranker_removed="The best passages are not ordered anew any more.",
        families="Families of models",
        families_lead="A model is called by its family, as in {example}. Of credentials this says only where"
        " they were found.",
        family="Family",
        used_for="Can be used for",
        packages="Packages",
        credentials="Credentials",
        installed="installed",
        no_credentials="none found",
        text="text",
        embeddings="embeddings",
        reranking="ranking",
        pictures="pictures",
    ),
}
