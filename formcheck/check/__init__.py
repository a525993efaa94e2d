"""Verdicts on readings: bands with hysteresis, and faults."""

from formcheck.check.judge import Verdict, is_faulty, judge, judge_all

__all__ = ["Verdict", "is_faulty", "judge", "judge_all"]
