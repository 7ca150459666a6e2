"""Named models: what there is, where it lies, and getting it here once, checked and complete.

A model is installed as one folder, built aside and renamed into place, so that it is whole or not there. Its
checksums are compared in full when it is installed, on request, whenever a file was touched since, and otherwise
once a week; reading 1.1 GB takes about a second.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ModelUnavailable
from rag.weights.entries import ModelEntry, find_entry, load_catalogue
from rag.weights.files import PullProgress, hold_lock, ignore_progress
from rag.weights.origins import fetch_weights
from rag.weights.record import (
    InstallRecord,
    describe_folder,
    distrust_record,
    find_damage,
    is_untouched,
    read_record,
    renew_record,
    write_record,
)

__all__ = [
    "ModelEntry",
    "ModelState",
    "PullProgress",
    "find_entry",
    "list_models",
    "load_catalogue",
    "locate_entry",
    "model_path",
    "pull_entry",
    "pull_model",
    "verify_entry",
    "verify_model",
]


@dataclass(frozen=True, slots=True)
class ModelState:
    """How one model of the catalogue stands on this machine."""

    name: str
    role: str
    path: Path | None  # None: not installed
    license: str
    origin: str | None  # where the weights came from
    verified: bool  # nothing was touched since its checksums were right


def list_models(models_dir: Path) -> list[ModelState]:
    """Every model of the catalogue. Cheap: looks at sizes and times, hashes nothing."""
    states = []
    for entry in load_catalogue().values():
        record = _read_valid_record(entry, models_dir)
        path = _usable_path(entry, models_dir) if record else None
        verified = record is not None and is_untouched(models_dir / entry.name, record)
        states.append(
            ModelState(entry.name, entry.role, path, entry.license, record.origin if record else None, verified)
        )
    return states


def model_path(name: str, models_dir: Path) -> Path:
    """The file or folder of an installed model, safe to load.

    Raises ModelUnavailable when it is not installed or a file is damaged, ConfigurationError when there is no such
    model.
    """
    return locate_entry(find_entry(name), models_dir)


def pull_model(
    name: str,
    models_dir: Path,
    *,
    mirrors: Sequence[str] = (),
    offline: bool = False,
    progress: PullProgress | None = None,
) -> Path:
    """Install a model unless it is there already; an interrupted pull goes on where it stopped.

    Returns what `model_path` returns. Raises ModelUnavailable naming everything that was tried and what to do,
    ConfigurationError when there is no such model.
    """
    return pull_entry(find_entry(name), models_dir, mirrors=mirrors, offline=offline, progress=progress)


def verify_model(name: str, models_dir: Path, progress: PullProgress | None = None) -> bool:
    """Compare every byte of an installed model with its checksums; True when all are right.

    Raises ModelUnavailable when it is not installed or damaged, ConfigurationError when there is no such model.
    """
    return verify_entry(find_entry(name), models_dir, progress)


def locate_entry(entry: ModelEntry, models_dir: Path, progress: PullProgress | None = None) -> Path:
    """As `model_path`; `progress` is told when every byte has to be read again."""
    record = _read_valid_record(entry, models_dir)
    if record is None:
        raise ModelUnavailable(
            f"The model {entry.name} is not on this machine. Run `fundstelle models pull` to download it."
        )
    if not is_untouched(models_dir / entry.name, record):
        verify_entry(entry, models_dir, progress)
    return _usable_path(entry, models_dir)


def verify_entry(entry: ModelEntry, models_dir: Path, progress: PullProgress | None = None) -> bool:
    """As `verify_model`."""
    record = _read_valid_record(entry, models_dir)
    if record is None:
        raise ModelUnavailable(
            f"The model {entry.name} is not on this machine. Run `fundstelle models pull` to download it."
        )
    tell = progress or ignore_progress
    folder = models_dir / entry.name
    damaged = find_damage(folder, record, lambda done, total: tell(done, total, f"Checking {entry.name}"))
    if damaged is not None:
        with suppress(OSError):
            distrust_record(folder, record)
        raise ModelUnavailable(
            f"The file {damaged} of the model {entry.name} is damaged: its checksum is not the right one."
            " Run `fundstelle models pull` to download it again."
        )
    with suppress(OSError):  # a cache that may only be read is checked in full each time
        renew_record(folder, record)
    return True


def pull_entry(
    entry: ModelEntry,
    models_dir: Path,
    *,
    mirrors: Sequence[str] = (),
    offline: bool = False,
    progress: PullProgress | None = None,
) -> Path:
    """As `pull_model`, for an entry that need not be in the catalogue."""
    tell = progress or ignore_progress
    with suppress(ModelUnavailable):
        return locate_entry(entry, models_dir, tell)
    waiting = f"Another process is downloading {entry.name}; waiting for it"
    partial = models_dir / ".partial" / entry.name
    try:
        partial.mkdir(parents=True, exist_ok=True)
        with hold_lock(models_dir / ".partial" / f"{entry.name}.lock", lambda: tell(0, entry.size, waiting)):
            with suppress(ModelUnavailable):
                return locate_entry(entry, models_dir, tell)
            partial.mkdir(exist_ok=True)
            _check_space(entry, models_dir, partial)
            weights, origin = fetch_weights(entry, partial, mirrors=mirrors, offline=offline, progress=tell)
            _install(entry, models_dir, weights, origin, tell)
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise ModelUnavailable(
            f"The model {entry.name} could not be stored in {models_dir}: {error.strerror or error}."
        ) from error
    return _usable_path(entry, models_dir)


def _read_valid_record(entry: ModelEntry, models_dir: Path) -> InstallRecord | None:
    """The record of an installed model; None also when the catalogue pins other weights now."""
    record = read_record(models_dir / entry.name)
    if record is None or record.source_sha256 != entry.sha256:
        return None
    if entry.form == "file" and [file.sha256 for file in record.files] != [entry.sha256]:
        return None
    return record


def _usable_path(entry: ModelEntry, models_dir: Path) -> Path:
    return models_dir / entry.name / entry.file if entry.form == "file" else models_dir / entry.name


def _check_space(entry: ModelEntry, models_dir: Path, partial: Path) -> None:
    present = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
    needed = entry.disk_bytes - present
    free = shutil.disk_usage(models_dir).free
    if free < needed:
        raise ModelUnavailable(
            f"The model {entry.name} needs {needed / 1e9:.1f} GB in {models_dir}, but only {free / 1e9:.1f} GB are"
            " free. Free some space, or choose another folder with the setting 'models_dir'."
        )


def _install(entry: ModelEntry, models_dir: Path, weights: Path, origin: str, progress: PullProgress) -> None:
    """Build the folder aside, describe it, and rename it into place."""
    staging = models_dir / ".partial" / f"{entry.name}.staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    _converter(entry.form)(entry, weights, staging, progress)
    write_record(staging, describe_folder(staging, entry.sha256, origin))
    target = models_dir / entry.name
    if target.exists():  # damaged or outdated, or it would not have been pulled
        shutil.rmtree(target)
    staging.rename(target)
    # Renaming changed nothing inside, yet some file systems count it as a change of the files.
    record = read_record(target)
    if record is not None:
        renew_record(target, record)


def _converter(form: str) -> Callable[[ModelEntry, Path, Path, PullProgress], None]:
    return {"file": _place_file, "e5-q4": _unpack_e5}[form]


def _place_file(entry: ModelEntry, weights: Path, folder: Path, _progress: PullProgress) -> None:
    weights.rename(folder / entry.file)


def _unpack_e5(entry: ModelEntry, weights: Path, folder: Path, progress: PullProgress) -> None:
    progress(entry.size, entry.size, "Unpacking the weights, about half a minute")
    from rag.weights.repack import repack_e5  # imports torch, which takes seconds

    repack_e5(weights, folder)
