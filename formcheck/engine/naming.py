"""Recognises which stretches of the catalogue a video shows, and when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from formcheck.core.body import Detection
from formcheck.core.language import ENGLISH, Words
from formcheck.core.recognition import RecognisedSpan, SpanRecogniser, load_network
from formcheck.core.session.programme import translate_spec
from formcheck.core.stretch import build_dose
from formcheck.engine.analyse import Analysis, analyse, leave_out_cut_off
from formcheck.engine.crowd import Crowd, Followed
from formcheck.library.catalogue import list_bundled_ids, load_spec
from formcheck.vision.pose.recording import DetectedFrame, Recording

LOOKS_PER_S = 6.0
"""Frames analysed per second. Chosen for formcheck: positions are held for seconds."""
PASSER_BY = 0.25
"""A person seen in less than this share of the frames of the person seen most does not stretch.
Chosen for formcheck."""
CLOSE = 0.1
"""Stretches at least this probable are judged, and may be what was done."""
COUNTED_TIMES = 9.0
"""The probability of a stretch is multiplied by 1 + this times the share of the span that counts as
its good form. Chosen for formcheck, on random people of seed 101."""
CLEAR = 0.7
"""A stretch with at least this probability can be relied on if something is counted for it or, if
it is no timer, an attempt was seen: being near a timer's few requirements says little."""
CLEAR_LOOKS = 0.4
"""The frames must also give it this mean probability, with "doing nothing" as one of the classes.
Chosen for formcheck: of 56 clear, right names of random people (seed 121) 3 fall below, of 48
clear, wrong names of real people 23."""


@dataclass(frozen=True, slots=True)
class RecognisedPart:
    """A span in which one stretch was done.

    from_s to to_s: the part of the video that belongs to the span, with the rests before and after;
    infinite at the ends of the video. names: stretches with their probabilities, likeliest first;
    the rest to 1 is none of them. clear: whether the first can be relied on. analysis: of that
    part, for the first stretch on all its sides, if it was judged as a whole. looks: detections of
    the person who did all the spans of the recording.
    """

    start_s: float
    end_s: float
    from_s: float
    to_s: float
    names: tuple[tuple[str, float], ...]
    clear: bool
    analysis: Analysis | None = field(default=None, repr=False, compare=False)
    looks: Sequence[Detection] = field(default=(), repr=False, compare=False)

    @property
    def stretch(self) -> str:
        """The likeliest stretch."""
        return self.names[0][0]


def name_stretches(
    seen: Recording, among: Collection[str] | None = None, words: Words = ENGLISH
) -> tuple[RecognisedPart, ...]:
    """Returns the stretches in a recording, in order, done by the person who does most of them.

    among: the ids to look for, None for all bundled ones. Positions are recognised first; among
    stretches that look alike, counted good form decides. words: the language of the analyses.
    """
    network = load_network()
    recogniser = SpanRecogniser(network, list_bundled_ids() if among is None else among)
    spans: Sequence[RecognisedSpan] = ()
    looks: Sequence[Detection] = ()
    for own_looks in _watch_people(seen):
        t_s, detections = zip(*own_looks, strict=True)
        chances = np.array([network.compute_chances(found, seen.size) for found in detections])
        own_spans = recogniser.find_spans(np.array(t_s), chances)
        if _sum_lengths_s(own_spans) > _sum_lengths_s(spans):
            spans, looks = own_spans, detections
    if not spans:
        return ()
    middles = [(a.end_s + b.start_s) / 2 for a, b in pairwise(spans)]
    froms, tos = [-np.inf, *middles], [*middles, np.inf]
    parts: list[RecognisedPart] = []
    for span, from_s, to_s in zip(spans, froms, tos, strict=True):
        part = _judged(span, from_s, to_s, seen.cut(from_s, to_s), words, looks)
        if parts and parts[-1].clear and part.clear and parts[-1].stretch == part.stretch:
            part = _join(parts.pop(), part)
        parts.append(part)
    return tuple(parts)


def _sum_lengths_s(spans: Iterable[RecognisedSpan]) -> float:
    return sum(span.end_s - span.start_s + 1.0 / LOOKS_PER_S for span in spans)


def _join(one: RecognisedPart, other: RecognisedPart) -> RecognisedPart:
    """Joins two parts of the same stretch: the person walked or rested between two sets."""
    lengths_s = [part.end_s - part.start_s + 1.0 / LOOKS_PER_S for part in (one, other)]
    chances = [dict(part.names) for part in (one, other)]
    names = {
        name: float(np.average([known.get(name, 0.0) for known in chances], weights=lengths_s))
        for name in chances[0] | chances[1]
    }
    ranked = sorted(names.items(), key=lambda named: (-named[1], named[0]))
    return replace(one, end_s=other.end_s, to_s=other.to_s, names=tuple(ranked), analysis=None)


def _watch_people(frames: Iterable[DetectedFrame]) -> list[list[tuple[float, Detection]]]:
    """Returns a few detections a second, with their times, of each person but passers-by.

    The person seen most comes first.
    """
    crowd, last_s = Crowd(Followed), -np.inf
    looks: defaultdict[Followed, list[tuple[float, Detection]]] = defaultdict(list)
    for frame, everybody in crowd.follow_people(frames):
        people = [(one, found) for one, found in everybody if found is not None]
        if people and frame.t_s - last_s >= 1.0 / LOOKS_PER_S:
            last_s = frame.t_s
            for person, found in people:
                looks[person].append((frame.t_s, found))
    ranked = sorted(crowd.people, key=lambda one: -one.seen_frames)
    stayed = (one for one in ranked if one.seen_frames >= PASSER_BY * ranked[0].seen_frames)
    return [looks[one] for one in stayed if one in looks]


def _judged(
    span: RecognisedSpan,
    from_s: float,
    to_s: float,
    seen: Recording,
    words: Words,
    looks: Sequence[Detection],
) -> RecognisedPart:
    """Returns the span with its names, weighted by the share each counts as good form."""
    close = [name for name, chance in span.names if chance >= CLOSE]
    length_s = max(span.end_s - span.start_s, 1.0 / LOOKS_PER_S)
    judged = {name: _analyse_as(name, seen, words, looks) for name in close}
    shares = {name: min(1.0, _counted_s(one) / length_s) for name, one in judged.items()}
    is_any = min(1.0, sum(span.chances.values()))
    weighed = {
        name: is_any * chance * (1.0 + COUNTED_TIMES * shares.get(name, 0.0))
        for name, chance in span.names
    }
    total = sum(weighed.values()) + 1.0 - is_any
    names = sorted(((n, w / total) for n, w in weighed.items()), key=lambda one: (-one[1], one[0]))
    first, chance = names[0]
    analysis = judged.get(first)
    sides = () if analysis is None or analysis.spec.is_timer else analysis.sides
    is_done = shares.get(first, 0.0) > 0.0 or any(side.attempts for side in sides)
    clear = chance >= CLEAR and is_done and span.chances[first] >= CLEAR_LOOKS
    ends = span.start_s, span.end_s, from_s, to_s
    return RecognisedPart(*ends, tuple(names), clear, analysis, looks)


def _analyse_as(
    stretch: str, seen: Recording, words: Words, looks: Sequence[Detection] = ()
) -> Analysis:
    spec = translate_spec(load_spec(stretch), words)
    return analyse(spec, spec.sides, seen, seen.size, looks=looks)


def _counted_s(done: Analysis) -> float:
    if build_dose(done.spec.dose).is_movement:
        sides = leave_out_cut_off(done).sides
        return sum(rep.lasts_s for side in sides for rep in side.repetitions)
    return sum(side.held_s for side in done.sides)


def explain_unclear(
    source: Path,
    named: Sequence[RecognisedPart],
    asked: Sequence[str] = (),
    option: str = "--stretch ID",
) -> str:
    """Returns why no stretch was chosen, and what to do, in one sentence.

    asked: the stretches looked for, if limited; option: how the user gives the stretch.
    """
    if not named and asked:
        those = ", ".join(dict.fromkeys(asked))
        return f"{source} shows none of {those}: leave out --stretch to find out what it shows."
    if not named:
        return (
            f"{source} shows none of the stretches of the catalogue: "
            f"give {option} if it is one (formcheck stretches lists them)."
        )
    # Without the probabilities, which would seem too certain.
    looks = ", then ".join(" or ".join(name for name, _ in one.names[:3]) for one in named)
    advice = "give --stretch that ID alone" if asked else f"give {option}"
    unclear = f"It is not certain which stretch {source} shows"
    return f"{unclear}; it may be {looks}: {advice} if it is."
