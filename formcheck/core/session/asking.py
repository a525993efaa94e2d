"""The questions of a session about what no camera sees, and their answers."""

from dataclasses import dataclass

from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.screen_values import Question
from formcheck.core.session.session_values import Answer
from formcheck.core.stretch import Spec
from formcheck.core.stretch.model import AskTable

PASS_OVER_S = 20.0
"""A question that nobody answers is passed over after this long. Chosen here."""
REPLY_S = 4.0
"""A reply stays on screen this long, the last one until it is spoken. Chosen here: one sentence
read from two metres."""

PAIN, WHERE = "pain", "pain-where"
PAIN_SCALE = tuple(str(n) for n in range(11))
NO_PAIN = PAIN_SCALE[0]
_MUCH = 4
"""Pain from here on is more than a stretch may give: 0-3 is tightness (coaching.md#pain)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The state of the questions: those still to come; the first is on screen since since_s."""

    asks: tuple[Question, ...] = ()
    since_s: float = 0.0
    reply: str = ""

    @property
    def question(self) -> Question | None:
        """The question on screen: none while a reply stands there, or after the last."""
        return None if self.reply or not self.asks else self.asks[0]


def list_answers(question: Question) -> tuple[str, ...]:
    """What may be answered: its answers, or 0 to 10; "" passes it over."""
    return ("", *(question.answers or PAIN_SCALE))


NOTHING = Asking()
"""Nothing is asked."""


def record_answer(asking: Asking, t_s: float, answer: str) -> tuple[Asking, Answer]:
    """Record the answer to the question on screen, "" for one passed over. There must be one.

    Where it hurts is not asked of somebody whom nothing hurts.
    """
    ask, *left = asking.asks
    if (ask.id, answer) == (PAIN, NO_PAIN):
        left = [other for other in left if other.id != WHERE]
    reply = ask.replies.get(answer, "")
    return Asking(tuple(left), t_s, reply), Answer(ask.id, ask.text, answer)


def list_closing_asks(specs: tuple[Spec, ...], words: Words, advice: str) -> tuple[Question, ...]:
    """The questions at the end of a session of these stretches: pain first.

    advice is the reply to much pain. Where any pain ends one of them, none is little.
    """
    much = 1 if any(spec.pain == "abort_on_any_pain" for spec in specs) else _MUCH
    replies = {n: words(say.PAIN_SOME) if int(n) < much else advice for n in PAIN_SCALE[1:]}
    sore = any(spec.dose.release for spec in specs)
    pain = Question(PAIN, words(say.ASK_OTHER_PAIN if sore else say.ASK_PAIN), (), replies)
    return (pain, *(ask for spec in specs for ask in list_asks(spec, "choice")))


def list_pain_asks(words: Words, advice: str) -> tuple[Question, ...]:
    """The questions after pain ended a session. Nothing else is asked then; advice is the reply."""
    where = tuple(words(place) for place in say.WHERE)
    return (
        Question(PAIN, words(say.ASK_PAIN_NOW), ()),
        Question(WHERE, words(say.ASK_WHERE), where, dict.fromkeys(where, advice)),
    )


def list_asks(spec: Spec, kind: str) -> tuple[Question, ...]:
    """The questions of a stretch that are of this kind."""
    return tuple(
        Question(name, ask.question, ask.answers, ask.replies)
        for name, ask in name_asks(spec).items()
        if ask.kind == kind
    )


def name_asks(spec: Spec) -> dict[str, AskTable]:
    """All questions of a stretch by their ids, which are unique in a session."""
    return {f"{spec.id}.{n}": ask for n, ask in enumerate(spec.ask, 1)}
