"""Which refusal policy holds for a library: the shipped one, one fitted to its own questions, or a setting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from rag.answerability import SCORE_VERSION, SHIPPED, RefusalPolicy
from rag.config import Settings
from rag.layout import DataDir
from rag.weights.files import write_atomically

_Share = Annotated[float, Field(ge=0, le=1)]
_AGAIN = "`fundstelle calibrate` fits a new one, `fundstelle calibrate --reset` removes it."


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What one threshold does, as shares of the questions it is about."""

    threshold: _Share
    false_refusals: _Share  # answerable questions that are refused
    refused: _Share  # unanswerable questions that are refused
    wrong: _Share  # questions that get a wrong reply


@dataclass(frozen=True, slots=True)
class Calibration:
    """A policy that was fitted to a library's own questions, and what it was fitted on."""

    __pydantic_config__ = ConfigDict(strict=True, allow_inf_nan=False, extra="forbid")

    created: str  # ISO 8601, UTC
    model: str  # as in the settings
    goal: Literal["max_wrong", "target_refusal"]
    level: _Share  # what the goal asks for
    answerable: Annotated[int, Field(ge=0)]  # questions of each kind
    unanswerable: Annotated[int, Field(ge=0)]
    threshold: _Share
    offset: float
    slope: Annotated[float, Field(gt=0)]
    curve: list[CurvePoint] = field(default_factory=list)
    score: str = SCORE_VERSION
    format: Literal[1] = 1

    @property
    def policy(self) -> RefusalPolicy:
        """What the library refuses by."""
        return replace(SHIPPED, threshold=self.threshold, offset=self.offset, slope=self.slope)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The policy in force."""

    policy: RefusalPolicy
    origin: str  # where it comes from, for a person
    problem: str | None = None  # a sentence when a calibration is there and cannot be used


_CALIBRATION = TypeAdapter(Calibration)


def find_refusal(settings: Settings) -> Refusal:
    """The policy for the library of the settings. A calibration that cannot be used costs a sentence, no more."""
    refusal = _calibrated(settings)
    if settings.refusal_threshold is None:
        return refusal
    policy = replace(refusal.policy, threshold=settings.refusal_threshold)
    return replace(refusal, policy=policy, origin="the setting refusal_threshold")


def write_calibration(directory: DataDir, calibration: Calibration) -> None:
    """Put a calibration in force for all who open the library from now on."""
    write_atomically(directory.refusal, _CALIBRATION.dump_json(calibration, indent=1).decode() + "\n")


def _calibrated(settings: Settings) -> Refusal:
    file = DataDir(settings.data_dir).refusal
    try:
        calibration = _CALIBRATION.validate_json(file.read_bytes())
    except FileNotFoundError:
        return Refusal(SHIPPED, "shipped")
    except OSError as error:
        return _unused(f"The calibrated refusal threshold in {file} cannot be read ({error.strerror or error})")
    except ValidationError:
        return _unused(f"The calibrated refusal threshold in {file} is damaged")
    if calibration.model != settings.model:
        return _unused(
            f"The refusal threshold was calibrated for the model {calibration.model}, not for {settings.model}"
        )
    if calibration.score != SCORE_VERSION:
        return _unused("The refusal threshold was calibrated with another version of Fundstelle")
    questions = calibration.answerable + calibration.unanswerable
    return Refusal(calibration.policy, f"calibrated on {calibration.created[:10]} with {questions} questions")


def _unused(what: str) -> Refusal:
    return Refusal(SHIPPED, "shipped", f"{what}; the shipped one is in force. {_AGAIN}")
