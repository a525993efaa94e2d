"""Terminal reports of stretches: about ten lines for a session, plain when piped."""

from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path

from rich.text import Text

from formcheck.core.coach import Form, Shortfall, SideSummary
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.core.kinematics.readings import VIEW_UNSUITED
from formcheck.core.language import ENGLISH, Words, format_clock
from formcheck.core.session import account, measure_names, reasons
from formcheck.core.stretch import Plan, format_held, whole_seconds
from formcheck.core.stretch.dose import format_count
from formcheck.engine import analyse, naming, photo_check, routine
from formcheck.engine.files import FileKind, kind_of
from formcheck.library import words as wording
from formcheck.output.draw.overlay import build_timeline
from formcheck.output.report.console import CORRECT, GOOD, QUIET, STRONG, TextConsole, format_times
from formcheck.output.report.time_strip import measure_pieces

TIMER_WORDS = "A timer: only a few coarse things are checked here, not the whole form."
_TIMER_NOTE = Text(f"{TIMER_WORDS}\n", QUIET)
_MOST_FAULTS = 5
_MOST_UNSEEN = 3
_MARGINS = 6
"""Total blank columns in a row with a bar: indent and gaps."""
WORTH_TELLING = 0.05
"""A stretch less probable than this is named only if it is the likeliest. Chosen for formcheck."""
_FORM = {
    Form.OK: (GOOD, "Good form, as far as one picture shows."),
    Form.FAULTY: (CORRECT, "Not yet in good form."),
    Form.UNJUDGED: (QUIET, "Can't be judged from this picture."),
}
_TIMER_FORM = _FORM | {
    Form.OK: (GOOD, "In position, as far as one picture shows."),
    Form.FAULTY: (CORRECT, "Not yet in position."),
}


def show_video(console: TextConsole, found: routine.OneStretch | routine.Routine) -> None:
    """Prints the result of a video or recording."""
    if isinstance(found, routine.OneStretch):
        show_analysis(console, found.analysis, found.named)
    else:
        _show_routine(console, found)
    recordings = (a for a in found.analyses if kind_of(Path(a.file)) is FileKind.RECORDING)
    console.show_models({analysis.model for analysis in recordings})


def _show_routine(console: TextConsole, found: routine.Routine) -> None:
    count = len({analysis.spec.id for analysis in found.analyses})
    title = {0: "No clear stretch", 1: "1 stretch"}.get(count, f"{count} stretches")
    console.show_title(title, Path(found.file).name, format_clock(found.duration_s))
    _show_contents(console, found)
    console.show_notes(found.warnings if found.parts else ())  # else the error shows them
    for named, analysis in found.parts:
        show_analysis(console, analysis, named, alone=False)


def _show_contents(console: TextConsole, found: routine.Routine) -> None:
    """Prints what was done when, what was left out, and whether the order differed."""
    spans = [(named, analysis.spec.title) for named, analysis in found.parts]
    spans += [(one, f"not sure: {_format_names(one.names)}") for one in found.unclear]
    spans.sort(key=lambda span: span[0].start_s)
    rows = [(format_times([one]), words, "") for one, words in spans]
    if left_out := wording.list_left_out_names(found.asked, found.left_out):
        rows.append(("left out", ", ".join(left_out), QUIET))
    if found.reordered:
        rows.append(("order", f"another than asked for: {', '.join(found.asked)}", QUIET))
    for lead, words, style in rows:
        console.print(Text(f"  {lead:<14}{words}", style))
    if rows:
        console.print()


def show_analysis(
    console: TextConsole,
    analysis: analyse.Analysis,
    named: naming.RecognisedPart | None = None,
    *,
    alone: bool = True,
) -> None:
    """Prints the result of one stretch; named: what was recognised; alone: it is the only one."""
    if named is not None:
        _show_naming(console, named, alone=alone)
    lasted = format_clock(analysis.duration_s)
    console.show_title(analysis.spec.title, Path(analysis.file).name, lasted)
    for side in analysis.sides if analysis.timed else ():
        show_side(console, side, analysis.duration_s)
    if not analysis.timed:
        console.print(Text("Can't be judged.\n", QUIET))
    if analysis.spec.is_timer:
        console.print(_TIMER_NOTE)
    tried = any(side.attempts or side.holds or side.reps for side in analysis.sides)
    if analysis.questions and analysis.timed and tried:
        console.print_indented(Text("Questions for you", QUIET), 2)
        for ask in analysis.questions.values():
            console.print_indented(ask.question, 4)
        console.print()
    console.show_notes(analysis.warnings)


def show_side(
    console: TextConsole, side: SideSummary, duration_s: float, words: Words = ENGLISH
) -> None:
    """Prints the result of one side in a session or video of ``duration_s``."""
    console.print(_format_verdict(side))
    console.print()
    console.print_rows(_build_bars(console, duration_s, side), 2)
    texts = {fault.id: f"{fault.title}: {fault.cue}" for fault in side.plan.faults}
    faults = ((texts[fault.id], fault) for fault in side.faults)
    console.show_kinds("To correct", faults, CORRECT, _MOST_FAULTS, "and {n} more (see --json)")
    unseen = ((reasons.describe_reason(span.what, words), span) for span in side.unseen)
    console.show_kinds("Not seen", unseen, QUIET, _MOST_UNSEEN, "and {n} more")
    _print_outcomes(console, side)
    console.print()


def show_photo(console: TextConsole, photo: photo_check.PhotoAnalysis) -> None:
    """Prints the result of a photo."""
    verdict, plan = photo.verdict, photo.plan
    console.show_title(photo.spec.title, Path(photo.file).name)
    style, words = describe_form(photo)
    side = wording.name_side(verdict.side)
    console.print(Text.assemble((side, STRONG), (words, style)))
    faults = [(fault.title, fault.cue) for fault in verdict.faults]
    console.show_section("To correct", faults, CORRECT)
    if verdict.form is Form.FAULTY:
        lacking = [
            (_describe_shortfall(plan, one), plan.find_remedy(one.measure, one.by))
            for one in verdict.lacking[:_MOST_FAULTS]
        ]
        console.show_section("Off", lacking, CORRECT)
    if verdict.form is Form.OK:
        unsure = dict.fromkeys(
            _describe_shortfall(plan, one)
            for one in verdict.lacking
            if one.measure not in verdict.unjudged
        )
        console.show_section("Not sure", [("", words) for words in unsure], QUIET)
    if not verdict.is_other:
        untold = wording.group_items(
            (str(reason), _name_measure(plan, name)) for name, reason in verdict.unjudged.items()
        )
        rows = [
            (reason, "; ".join(dict.fromkeys(untold[reason]))) if reason in untold else ("", reason)
            for reason in dict.fromkeys(map(str, verdict.unseen))
        ]
        console.show_section("Not judged", rows, QUIET)
    console.print()
    if plan.spec.is_timer:
        console.print(_TIMER_NOTE)
    if photo.pose is not None:  # else the reason is printed above already
        console.show_notes(photo.warnings)


def describe_form(photo: photo_check.PhotoAnalysis) -> tuple[str, str]:
    """Returns the style and the sentence for the result of a photo."""
    style, words = (_TIMER_FORM if photo.spec.is_timer else _FORM)[photo.verdict.form]
    return style, "Does not look like this stretch." if photo.verdict.is_other else words


def _format_verdict(side: SideSummary) -> Text:
    plan = side.plan
    whose = wording.name_side(side.side.value)
    good = "in position" if plan.spec.is_timer else "in good form"
    if side.repetitions:
        style, words = GOOD if side.completed else CORRECT, wording.describe_repetitions(side)
    elif side.completed:
        style, words = GOOD, f"done, {_describe_held(side, good)}."
    elif side.held_s > 0:
        style, words = CORRECT, f"{_describe_held(side, good)}; the dose is {plan.dose.goal_words}."
    elif side.attempts and not side.started:
        style, words = QUIET, "never seen in the starting position, and no repetition was begun."
    elif side.closest is not None and side.closest.moving:
        style, words = CORRECT, f"attempted, but {good} only for moments, never held still."
    elif side.attempts:
        missed = "no repetition was begun" if plan.dose.is_movement else f"never {good}"
        style, words = CORRECT, f"attempted, but {missed}."
    else:
        style, words = QUIET, "not done."
    if not whose:
        words = words[0].upper() + words[1:]
    return Text.assemble((whose, STRONG), (words, style))


def _describe_held(side: SideSummary, good: str) -> str:
    """Describes the held seconds of a side, their range, and the breaths of the pacer."""
    recap, dose = account.SideRecap.of_summary(side), side.plan.dose
    held = format_held(recap.held_s, dose.planned_s)
    breaths = f", {format_count(side.breaths, 'breath')}" if dose.is_paced else ""
    too_short = f", {wording.TOO_SHORT_TO_COUNT}" if recap.too_short else ""
    return f"{held} s {good}{_format_range(recap)}{breaths}{too_short}"


def _format_range(recap: account.SideRecap) -> str:
    """Formats the range of the held seconds, in brackets; "" if the camera leaves nothing open.

    In a session, an interrupted hold counts together with the next one: then no range is shown.
    """
    cut_s = inf if recap.done else recap.plan.dose.round_s
    spans_s = [
        [min(cut_s, h.held_s if s is None else s) for s in (h.least_s, h.held_s, h.most_s)]
        for h in recap.told_holds
    ]
    least, held, most = (whole_seconds(sum(span_s[n] for span_s in spans_s)) for n in range(3))
    is_told = held == whole_seconds(recap.held_s) and least < most
    return f" ({least} to {most} s)" if is_told else ""


def _build_bars(
    console: TextConsole, duration_s: float, side: SideSummary
) -> Iterator[tuple[str | Text, ...]]:
    rounds_s = [one.held_s for one in side.rounds]
    held_s = rounds_s if any(rounds_s) else [hold.held_s for hold in side.holds]
    rounds = side.plan.dose.list_rounds(held_s, side.reps)
    upto = f"to {format_clock(duration_s)}"
    names, _, asides = zip(("Breath", 0.0, upto), *rounds, strict=True)
    beside = _MARGINS + max(map(len, names)) + max(map(len, asides))
    width = min(48, max(16, console.width - 34), max(4, console.width - beside))
    for name, share, aside in rounds:
        yield name, console.build_share_bar(share, width), aside
    yield "When", _build_time_bar(console, duration_s, side, width), upto
    if side.breath is not None:
        yield "Breath", describe_breath(side.breath)
    for rep in side.repetitions:
        words = wording.describe_movement(side.plan, rep)
        words = words if console.can_draw_blocks() else words.replace("±", "+-")
        yield format_clock(rep.start_s), words


def describe_breath(breath: BreathSummary) -> str:
    """Describes the measured breathing in a few words."""
    if breath.per_min is None:
        return f"not told: {breath.reason}."
    share = f"{breath.answered_share:.0%} of the time in position"
    return f"about {breath.per_min:.0f} a minute: an estimate, for {share}."


def _build_time_bar(console: TextConsole, duration_s: float, side: SideSummary, width: int) -> Text:
    """Returns one character per piece of time; faults and good form show however short they are."""
    timeline = build_timeline([side], duration_s)
    good, fault, near, hidden, away = "█▲▁?·" if console.can_draw_blocks() else "#!_?."
    layers = (timeline.faulty, timeline.good, timeline.unseen, timeline.attempts)
    text = Text()
    for faulty_s, good_s, unseen_s, near_s in measure_pieces(layers, 0.0, duration_s, width):
        if faulty_s:
            text.append(fault, CORRECT)
        elif good_s:
            text.append(good, GOOD)
        elif unseen_s or near_s:
            text.append(hidden if unseen_s >= near_s else near, QUIET)
        else:
            text.append(away, QUIET)
    return text


def _print_outcomes(console: TextConsole, side: SideSummary) -> None:
    """Prints what was right, unsure and not judged, and the closest moment of an attempt."""
    plan, left = side.plan, side.open_outcomes
    right = wording.group_items(
        (one.is_sure, _name_measure(plan, one.measure)) for one in left if one.state == "right"
    )
    for is_sure, title, style in ((True, "Right", GOOD), (False, "Probably right", QUIET)):
        names = "; ".join(dict.fromkeys(right.get(is_sure, ())))
        console.show_section(title, [("", names)] if names else [], style)
    lacking = () if side.closest is None else side.closest.told
    if side.closest is not None:
        at = format_clock(side.closest.t_s)
        rows = [(at, _describe_shortfall(plan, one)) for one in lacking]
        console.show_section("Closest to correct form", rows, CORRECT)
    unsure = dict.fromkeys(
        _describe_shortfall(plan, one.shortfall)
        if one.shortfall
        else _name_measure(plan, one.measure)
        for one in left
        if one.state == "not sure"
    )
    console.show_section("Not sure", [("", words) for words in unsure], QUIET)
    # Two quantities of one measure have the same name.
    shown_names = {_name_measure(plan, one.measure) for one in lacking}
    untold = wording.group_items(
        (reasons.describe_reason(one.why or VIEW_UNSUITED, ENGLISH), name)
        for one in left
        if one.state == "not judged"
        and (name := _name_measure(plan, one.measure)) not in shown_names
    )
    rows = [(why, "; ".join(dict.fromkeys(names))) for why, names in untold.items()]
    console.show_section("Not judged", rows, QUIET)


def _describe_shortfall(plan: Plan, shortfall: Shortfall) -> str:
    return wording.describe_shortfall(plan.find_definition(shortfall.measure), shortfall)


def _name_measure(plan: Plan, name: str) -> str:
    return measure_names.describe_measure(plan.find_definition(name))


def _show_naming(console: TextConsole, named: naming.RecognisedPart, *, alone: bool) -> None:
    (first, chance), *others = named.names
    console.print(Text.assemble("Looks like ", (first, STRONG), (f" ({chance:.0%})", QUIET)))
    likely = [one for one in others if one[1] >= WORTH_TELLING]
    if likely:
        advice = ": else give --stretch ID" if alone else ""
        console.print(Text(f"It might also be {_format_names(likely)}{advice}.", QUIET))


def _format_names(names: Sequence[tuple[str, float]]) -> str:
    likely = [one for n, one in enumerate(names) if n == 0 or one[1] >= WORTH_TELLING]
    return " or ".join(f"{name} ({chance:.0%})" for name, chance in likely[:3])
