"""Recognises which stretch a person does, from single frames to spans of time. Pure."""

from formcheck.core.recognition.network import NONE, load_network
from formcheck.core.recognition.other import MISMATCH_S, Mismatch, update_mismatch
from formcheck.core.recognition.spans import RecognisedSpan, SpanRecogniser
