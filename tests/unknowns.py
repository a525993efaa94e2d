"""Frequent reasons why a value is unknown, by short names."""

from formcheck.core.body import Landmark
from formcheck.core.kinematics import Cause, Unknown

ELBOW_HIDDEN = Unknown(Cause.HIDDEN, Landmark.LEFT_ELBOW)
ELBOW_OUTSIDE = Unknown(Cause.OUTSIDE, Landmark.LEFT_ELBOW)
HIP_OUTSIDE = Unknown(Cause.OUTSIDE, Landmark.LEFT_HIP)
WRIST_HIDDEN = Unknown(Cause.HIDDEN, Landmark.LEFT_WRIST)
WRIST_OUTSIDE = Unknown(Cause.OUTSIDE, Landmark.LEFT_WRIST)
RIGHT_WRIST_OUTSIDE = Unknown(Cause.OUTSIDE, Landmark.RIGHT_WRIST)
WRIST_UNCERTAIN = Unknown(Cause.UNCERTAIN, Landmark.LEFT_WRIST)
NO_START = Unknown(Cause.NO_START)
NO_SET_UP = Unknown(Cause.NO_SET_UP)
