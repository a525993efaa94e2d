"""From a pose to readings: anatomical measures of the body, each with its sigma. Pure."""

from formcheck.core.kinematics.estimator import MeasuredPose, measure_pose
from formcheck.core.kinematics.measures import MEASURES, Definition, ReadingKind
from formcheck.core.kinematics.moments import NO_MOMENTS, load_usual_start, measure_moment
from formcheck.core.kinematics.readings import NOBODY, OTHERS_ONLY, Cause, Reading, Unknown, measure
