"""Which stretch somebody does, from single pictures to spans of time. Pure."""

from formcheck.core.recognition.network import PositionNetwork, load_network
from formcheck.core.recognition.other import Doubt, update_doubt
from formcheck.core.recognition.spans import Namer, RecognizedSpan

__all__ = ["Doubt", "Namer", "PositionNetwork", "RecognizedSpan", "load_network", "update_doubt"]
