"""The questions of a session about what no camera sees, and the answers to them."""

from dataclasses import dataclass

from formcheck.core.fast_replace import replace
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.screen_values import Question
from formcheck.core.session.session_values import Answer
from formcheck.core.stretch import Spec
from formcheck.core.stretch.model import AskTable

PASS_OVER_S = 20.0
"""An unanswered question is passed over after this long. Chosen for formcheck."""
REPLY_S = 4.0
"""A reply stays on screen this long, the last one until it is spoken. Chosen for formcheck: one
sentence read from two metres."""

PAIN, WHERE = "pain", "pain-where"
PAIN_SCALE = tuple(str(n) for n in range(11))
NO_PAIN = PAIN_SCALE[0]
_MUCH = 4
"""Pain rated this high is more than a stretch may cause: 0-3 is tightness (coaching.md#pain)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions still open; the first has been on screen since since_s."""

    asks: tuple[Question, ...] = ()
    since_s: float = 0.0
    reply: str = ""

    @property
    def question(self) -> Question | None:
        """The question on screen: None while a reply is shown, and after the last one."""
        return None if self.reply or not self.asks else self.asks[0]


def list_answers(question: Question) -> tuple[str, ...]:
    """Returns the valid answers: those of the question or 0 to 10; "" passes it over."""
    return ("", *(question.answers or PAIN_SCALE))


NOTHING = Asking()
"""No question is open."""


def record_answer(asking: Asking, t_s: float, answer: str) -> tuple[Asking, Answer]:
    """Records the answer to the question on screen, "" to pass it over; there must be one.

    If nothing hurts, the question where it hurts is dropped.
    """
    ask, *left = asking.asks
    if (ask.id, answer) == (PAIN, NO_PAIN):
        left = [other for other in left if other.id != WHERE]
    reply = ask.replies.get(answer, "")
    return Asking(tuple(left), t_s, reply), Answer(ask.id, ask.text, answer)


def list_closing_asks(specs: tuple[Spec, ...], words: Words, advice: str) -> tuple[Question, ...]:
    """Returns the questions at the end of a session of these stretches, pain first.

    Of several stretches, a question begins with the title of its own. advice: the reply to strong
    pain; if one of the stretches aborts on any pain, to every pain.
    """
    much = 1 if any(spec.pain == "abort_on_any_pain" for spec in specs) else _MUCH
    replies = {n: words(say.PAIN_SOME) if int(n) < much else advice for n in PAIN_SCALE[1:]}
    sore = any(spec.dose.release for spec in specs)
    pain = Question(PAIN, words(say.ASK_OTHER_PAIN if sore else say.ASK_PAIN), (), replies)
    asks = (
        replace(ask, text=f"{spec.title}: {ask.text}") if len(specs) > 1 else ask
        for spec in specs
        for ask in list_asks(spec, "choice")
    )
    return (pain, *asks)


def list_pain_asks(words: Words, advice: str) -> tuple[Question, ...]:
    """Returns the only questions after pain ended a session; advice: the reply to the last one."""
    where = tuple(words(place) for place in say.WHERE)
    return (
        Question(PAIN, words(say.ASK_PAIN_NOW), ()),
        Question(WHERE, words(say.ASK_WHERE), where, dict.fromkeys(where, advice)),
    )


def list_asks(spec: Spec, kind: str) -> tuple[Question, ...]:
    """Returns the questions of a stretch that are of this kind."""
    return tuple(
        Question(name, ask.question, ask.answers, ask.replies)
        for name, ask in name_asks(spec).items()
        if ask.kind == kind
    )


def name_asks(spec: Spec) -> dict[str, AskTable]:
    """Returns all questions of a stretch by their ids, which are unique in a session."""
    return {f"{spec.id}.{n}": ask for n, ask in enumerate(spec.ask, 1)}
