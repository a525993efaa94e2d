"""Which stretch somebody does, from single pictures to spans of time. Pure."""

from formcheck.naming.network import PositionNetwork, load_network
from formcheck.naming.other import Doubt, doubted
from formcheck.naming.spans import Namer, Span

__all__ = ["Doubt", "Namer", "PositionNetwork", "Span", "doubted", "load_network"]
