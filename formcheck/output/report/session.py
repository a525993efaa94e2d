"""What a live session came to, as JSON and in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError
from rich.console import Console
from rich.text import Text

from formcheck.core.session.values import End, LessonResult, SessionResult
from formcheck.core.session.words import Words
from formcheck.files.plain_json import json_text
from formcheck.library.words import clock_words
from formcheck.output.report.contract import Part, Rounded, SideName, SidePart, side_part
from formcheck.output.report.terminal import (
    CORRECT,
    GOOD,
    STRONG,
    UNSEEN,
    show_section,
    show_side,
    show_title,
)
from formcheck.store.history import damaged_session


class AnswerPart(Part):
    """What the person answered."""

    question: str = Field(description="The question's id.")
    text: str = Field(description="The question as it was asked.")
    answer: str = Field(description="Empty when it was passed over.")


class WorkedPart(SidePart):
    """What one side came to, and what was planned for it."""

    planned_s: Rounded | None = Field(
        default=None,
        description="Seconds of holds planned for this side; null when kept by an older formcheck.",
    )
    planned_reps: int = Field(
        default=0, description="Repetitions planned for this side; 0 where seconds are held."
    )


class StretchPart(Part):
    """What one stretch came to."""

    stretch: str
    title: str
    side: SideName = Field(description="The side that was worked; both: two of them, or at once.")
    planned_s: Rounded = Field(description="Seconds of holds that were planned, over all sides.")
    hold_s: Rounded = Field(description="Seconds of good form, over all sides.")
    planned_reps: int = Field(
        default=0,
        description="Repetitions that were planned, over all sides; 0 where seconds are held.",
    )
    counted_reps: int = Field(
        default=0, description="Repetitions that count, over all sides; 0 where seconds are held."
    )
    sides: list[WorkedPart] = Field(description="The sides that were begun.")
    completed: bool = Field(description="Everything planned was done.")


class SessionObject(Part):
    """A live session. Times are seconds from its first picture.

    version rises when something is taken out or changes its meaning; additions leave it.
    """

    version: Literal[1] = 1
    end: Literal["open", "completed", "stopped", "pain"]
    duration_s: Rounded
    stretches: list[StretchPart]
    completed: bool = Field(description="Every stretch was done as planned.")
    answers: list[AnswerPart]
    good: list[str] = Field(description="What went well, in words, most telling first.")
    watch: list[str] = Field(description="What to look out for next time, in words.")
    verdict: str = Field(default="", description="What it came to, in one sentence.")
    unjudged: list[str] = Field(
        default=[], description="What could not be judged, and where the camera would see it."
    )


def session_json(result: SessionResult) -> dict[str, Any]:
    """The contract's object of a session as plain values, ready for ``json_text``."""
    return SessionObject.of(
        result,
        end=result.end.value,
        stretches=[_stretch_part(lesson, result.words) for lesson in result.lessons],
        completed=all(lesson.completed for lesson in result.lessons),
    ).model_dump(mode="json")


def session_of(number: int, kept: Mapping[str, Any]) -> SessionObject:
    """The session of that number as the history kept it. Raises FormcheckError if damaged."""
    try:
        return SessionObject.model_validate(kept)
    except ValidationError as error:
        raise damaged_session(number) from error


def session_schema() -> dict[str, Any]:
    """The JSON Schema of a session."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SessionObject.model_json_schema(mode="serialization"),
        "title": "A live session of formcheck",
    }


def show_session(console: Console, result: SessionResult) -> None:
    """Prints what a session came to."""
    for lesson in result.lessons:
        show_title(console, lesson.title, clock_words(result.duration_s))
        plans = {plan.side: plan for plan in lesson.plans}
        for side in lesson.sides:
            show_side(console, side, plans[side.side], result.duration_s, result.words)
        if not lesson.sides:
            console.print(Text("Not begun."))
            console.print()
    done = result.end is End.COMPLETED and all(lesson.completed for lesson in result.lessons)
    console.print(Text(result.verdict, GOOD if done else CORRECT))
    if result.good:
        show_section(console, "Good", [("", text) for text in result.good], GOOD)
    if result.watch:
        show_section(console, "Next time", [("", text) for text in result.watch], CORRECT)
    if result.unjudged:
        show_section(console, "Not judged", [("", text) for text in result.unjudged], UNSEEN)
    told = [(a.answer, a.text) for a in result.answers if a.answer]
    if told:
        show_section(console, "You said", told, STRONG)
    console.print()


def _stretch_part(lesson: LessonResult, words: Words) -> StretchPart:
    plans = zip(lesson.sides, lesson.plans, strict=True)
    return StretchPart.of(
        lesson,
        stretch=lesson.spec_id,
        side=_side(lesson),
        hold_s=sum(side.hold_s for side in lesson.sides),
        sides=[
            WorkedPart.of(
                side_part(side, words),
                planned_s=plan.hold_s * plan.holds,
                planned_reps=plan.reps * plan.holds,
            )
            for side, plan in plans
        ],
    )


def _side(lesson: LessonResult) -> SideName:
    """The side that was begun; both when none was, for then either could have been."""
    return lesson.sides[0].side.value if len(lesson.sides) == 1 else "both"


if __name__ == "__main__":
    print(json_text(session_schema(), indent=2))  # noqa: T201 - for docs/
