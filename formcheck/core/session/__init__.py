"""The flow of a live session: what comes next, what is shown and what is said. Pure."""

from formcheck.core.session.language import ENGLISH, Words
from formcheck.core.session.programme import (
    every_sentence,
    programme_of,
    spec_sentences,
    translated,
)
from formcheck.core.session.session import FlowState, advance_flow, result_of

__all__ = [
    "ENGLISH",
    "FlowState",
    "Words",
    "advance_flow",
    "every_sentence",
    "programme_of",
    "result_of",
    "spec_sentences",
    "translated",
]
