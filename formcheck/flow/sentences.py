"""Every sentence of the flow itself, in English. Translations use them as keys.

{name} is replaced after the look-up; {side} is the working side ({a|b} in a translation).
"""

from __future__ import annotations

from formcheck.flow.words import sentences_in

# Setting up
NEXT_TITLE = "Next: {title}."
TITLE = "{title}."
SIDE_FIRST = "Your {side} side first."
ONLY_SIDE = "Your {side} side."
GET_READY = "Get ready."

# Framing: what each check is called, and what to do about it
LIGHT = "Enough light"
MORE_LIGHT = "More light, please: the picture is dark."
LESS_LIGHT = "Less light, please: the picture is too bright."
NO_CONTRAST = "Nothing can be made out: wipe the lens or change the light."
PERSON = "You are in the picture"
STEP_IN = "Step into the picture."
NEAR = "Far enough away"
BACK_HIPS = "Step back until I see you down to your hips."
BACK_KNEES = "Step back until I see you down to your knees."
BACK_FEET = "Step back until I see your feet."
BACK_HEAD = "Step back until I see your head."
BACK = "Step back."
CLEAR_HIPS = "Something hides your hips: clear the view or step back."
CLEAR_KNEES = "Something hides your knees: clear the view or step back."
CLEAR_FEET = "Something hides your feet: clear the view or step back."
CLEAR_HEAD = "I can't see your face: look at the camera for a moment."
CLEAR_SHOULDERS = "I can't see your shoulders: face the camera for a moment."
FAR = "Near enough"
CLOSER = "Come closer."
CENTRE = "In the middle"
TO_LEFT = "Move to your left."
TO_RIGHT = "Move to your right."
VIEW = "Turned the right way"
NEUTRAL = "Standing still"
NEUTRAL_SITTING = "Sitting still"
STAND_STILL = "Stand still for a moment."
SIT_STILL = "Sit still for a moment."
ARMS_HANG = "Let your arms hang and stand still."
ARMS_HANG_SITTING = "Let your arms hang and sit still."
UPRIGHT = "Stand upright and still."
UPRIGHT_SITTING = "Sit upright and still."

# The stretch itself
TAKE_UP = "Take up the position."
TAKE_UP_HOW = "Take up the position: {how}"
NOT_YET = "Not quite in position: {how}"
HOLD_IT = "Hold it."
COMES_BACK = "Good, the clock goes on in a moment."
MOVING = "It waits until you are still."
PICTURES_SLOW = "The pictures come too slowly to count."
FAULT_SEEN = "It waits: {what}."
NOT_SEEN = "It can't see enough: {what}."
TOO_SHORT = "That was too short to count: hold at least {n} seconds."
HALFWAY = "Halfway."
GOOD = "Good."
DONE_RELEASE = "Done. Let go slowly."
LET_GO = "Let go slowly."
COUNTS_ON = "It still counts until you let go."

# Sides, sets and rest
NOW_SIDE = "Now your {side} side."
SIDE_THEN = "Your {side} side, then."
DONE_SIDE = "That side is done. Now your {side} side."
ONCE_MORE = "Once more."
ONCE_MORE_SIDE = "Once more, your {side} side."
REST = "Rest."
REST_FOR = "Rest for {n} seconds."
REST_NEXT = "Then your {side} side."
REST_AGAIN = "Then once more."
ONLY_SIDE_LEFT = "Only your {side} side is left."

# Halts
PAUSED = "Paused."
GO_ON = "Go on."
NOBODY = "I can't see you. Step back into the picture."
NOBODY_WHY = "The clock waits for you."
CAMERA = "No picture from the camera."
CAMERA_WHY = "It goes on by itself when the camera is back."
HIDDEN = "The page is not on screen."
HIDDEN_WHY = "It goes on by itself when you come back to it."
PAUSED_WHY = "Go on when you are ready; what you held is kept."

# Ends and questions
PAIN_STOP = "Stop. Come out of it slowly."
ENDED_PAIN = "Stopped because of pain."
ENDED_EARLY = "Stopped."
ALL_DONE = "That was all."
ASK_PAIN = "Did anything hurt? 0 is no pain, 10 the worst."
ASK_PAIN_NOW = "How strong is the pain? 0 is none, 10 the worst."
ASK_WHERE = "Where is the pain?"
WHERE = (
    "neck",
    "shoulder",
    "arm or hand",
    "back",
    "hip or leg",
    "somewhere else",
)
PAIN_REPLY = "Leave it out until it is better; have it looked at if it stays."
PAIN_SOME = "Next time go less far."
ANSWER_OR_WAIT = "Answer, or wait: it goes on by itself."

# What it came to
NAME_SIDE = "{title}, {side} side"
LEFT_SIDE = "Left side"
RIGHT_SIDE = "Right side"
HELD_ALL = "{name}: held {n} seconds, {of} were planned."
HELD_PART = "{name}: held {n} of {of} seconds."
NOT_BEGUN = "{name}: not done."
NO_FAULT = "{name}: no fault seen."
PUT_RIGHT = "{name}: put right at once after “{cue}”"
FAULT_TIME = "{name}: {fault}, {n} s. {cue}"
NEUTRAL_ASSUMED = (
    "{name}: you were not seen standing still before it, so average proportions were used."
)
WRONG_VIEW = "{name}: the camera stood wrong. {say}"
UNSEEN = "{name}: {what}."
UNSEEN_PLACE = "{name}: {what}. {place}"
UNSEEN_TIME = "{what} ({n} s)"

# The same in one sentence
ENDED_HURT = "Stopped because it hurt."
NOTHING_HELD = "Nothing was held."
NOTHING_GOOD = "Not yet held in good form"
NOTHING_COUNTED = "Nothing could be counted: the camera stood wrong."
HELD = "Held as planned"
SIDE_HELD = "{name} held as planned"
BOTH_HELD = "Both sides held as planned"
STRETCHES_HELD = "All stretches held as planned"
NO_THING = "{held}."
ONE_THING = "{held}, one thing to correct."
THINGS = "{held}, {n} things to correct."
STRETCHES_PART = "{n} of {of} stretches held as planned."
STRETCHES_NONE = "None of {of} stretches was held as planned."
PART = "Held {n} of {of} seconds."
SIDE_PART = "{name} held {n} of {of} seconds."
HELD_AND_PART = "{name} held as planned, the {other_side} one {m} of {of} seconds."
HELD_AND_NOT = "{name} held as planned, the {other_side} one not done."
PART_AND_PART = "{name} held {n} of {of} seconds, the {other_side} one {m}."
PART_AND_NOT = "{name} held {n} of {of} seconds, the {other_side} one not done."


def flow_sentences() -> frozenset[str]:
    """Every sentence of this module."""
    return sentences_in(globals())
