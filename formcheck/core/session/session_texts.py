"""Every sentence of the session itself, in English. Translations use them as keys.

{name} is replaced after the look-up; {side} is the working side ({a|b} in a translation). The
result of a dose has a sentence for each unit; if one is missing, that of holds is used.
"""

from formcheck.core.body import Side

# Setting up
NEXT_TITLE = "Next: {title}."
TITLE = "{title}."
SIDE_FIRST = "Your {side} side first."
ONLY_SIDE = "Your {side} side."
GET_READY = "Get ready."

# Framing: what each check is called, and what to do about it
CHECKS = {
    "light": "Enough light",
    "person": "You are in the picture",
    "near": "Far enough away",
    "far": "Near enough",
    "centre": "In the middle",
    "view": "Turned the right way",
}
MORE_LIGHT = "More light, please: the picture is dark."
LESS_LIGHT = "Less light, please: the picture is too bright."
NO_CONTRAST = "The picture is not clear enough: wipe the lens or change the light."
STEP_IN = "Come into the picture."
BACK = "Step back."
BACK_UNTIL = {
    "head": "Step back until I see your head.",
    "hips": "Step back until I see you down to your hips.",
    "knees": "Step back until I see you down to your knees.",
    "feet": "Step back until I see your feet.",
}
CLEAR_PART = {
    "head": "I can't see your face: look at the camera for a moment.",
    "shoulders": "I can't see your shoulders: face the camera for a moment.",
    "hips": "Something hides your hips: clear the view or step back.",
    "knees": "Something hides your knees: clear the view or step back.",
    "feet": "Something hides your feet: clear the view or step back.",
}
CAMERA_BACK = "Put the camera further away: I can't see {part}."
CLEAR = "Something hides {part}: clear the view."
LID = "Tilt the screen until I see all of your head."
DESK_BACK = "Move a little further from the screen: your arms need room."
NEED_ELBOWS = "A little further from the screen: I need to see your elbows."
NEED_HANDS = "A little further from the screen: I need to see your hands."
NEED_HEAD = "A little lower, or tilt the screen: I need to see your head."
LEFT_OUT = "We'll skip that one."
CAMERA_CLOSER = "Put the camera closer."
CAMERA_CENTRE = "Turn the camera until you are in the middle."
PARTS = ("your head", "your shoulders", "your hips", "your knees", "your feet")
CLOSER = "Come closer."
TO_LEFT = "Move to your left."
TO_RIGHT = "Move to your right."

# Stillness, by body position
STILLNESS = {
    "standing": "Standing still",
    "sitting": "Sitting still",
    "upright": "Keeping still",
    "kneeling": "Kneeling still",
    "lying": "Lying still",
    "any": "Keeping still",
}
KEEP_STILL = {
    "standing": "Stand still for a moment.",
    "sitting": "Sit still for a moment.",
    "upright": "Keep still for a moment.",
    "kneeling": "Kneel still for a moment.",
    "lying": "Lie still for a moment.",
    "any": "Keep still for a moment.",
}
START = {
    "kneeling": "Kneel in the starting position and keep still.",
    "lying": "Lie in the starting position and keep still.",
    "any": "Take the starting position and keep still.",
}
ARMS_HANG = {
    "standing": "Let your arms hang and stand still.",
    "sitting": "Let your arms hang and sit still.",
    "upright": "Let your arms hang and keep still.",
}
UPRIGHT = {
    "standing": "Stand upright and still.",
    "sitting": "Sit upright and still.",
    "upright": "Stay upright and still.",
}

# The stretch itself
TAKE_UP = "Get into position."
TAKE_UP_HOW = "Get into position: {how}"
NOT_YET = "Not quite in position: {how}"
HOLD_IT = "Hold it."
COMES_BACK = "Good, the clock continues in a moment."
MOVING = "The clock waits until you are still."
PICTURES_SLOW = "Too few pictures a second to count time."
FAULT_SEEN = "The clock waits: {what}."
NOT_SEEN = "I can't see enough: {what}."
UNJUDGED = "Not judged: {what}."
TOO_SHORT = "That was too short to count: hold at least {n:second|seconds}."
HALFWAY = "Halfway."
GOOD = "Good."
DONE_RELEASE = "Done. Let go slowly."
LET_GO = "Let go slowly."
UNTIL_EASED = "until it eases"
OF_SECONDS = "of {n} s"
OF_LEAST = "at least {n} s"
OF_COUNT = "of {n}"
TURNS = {"left": "Left {n} of {of}", "right": "Right {n} of {of}"}
DONE_ENOUGH = "That is enough. Stay as long as you like."
COUNTS_ON = "The clock runs until you let go."

# Sides, sets and rest
NOW_SIDE = "Now your {side} side."
SIDE_THEN = "Your {side} side, then."
DONE_SIDE = "That side is done. Now your {side} side."
ONCE_MORE = "Once more."
NEXT_SPOT = "The next spot."
ONCE_MORE_SIDE = "Once more, your {side} side."
IN_TURN = "Both sides in turn."
REST = "Rest."
REST_FOR = "Rest for {n:second|seconds}."
REST_NEXT = "Then your {side} side."
REST_AGAIN = "Then once more."
REST_SPOT = "Then the next spot."
ONLY_SIDE_LEFT = "Only your {side} side remains."

# Repetitions
STAY_THERE = "Stay there: {n} s more."
AND_BACK = "And back."
DONE_REPS = "Done."
REP_LACKS = {
    "partial": "That one turned back too early: it did not count.",
    "return": "That one did not come all the way back: it did not count.",
    "fast": "That one was too quick: it did not count.",
    "slow": "That one took too long: it did not count.",
    "unseen": "I lost sight of you: that one did not count.",
    "other-stretch": "That was another movement: it did not count.",
}
REP_FORM = "That one did not count: {what}."
REP_FORM_PLAIN = "That one was not in good form: it did not count."

# Breathing
BREATHE = {"in": "Breathe in.", "out": "Breathe out.", "pause": "Pause."}
BREATH_OF = "Breath {n} of {of}"
BREATH_ABOUT = "Your breathing: about {n} a minute (estimate)"
BREATH_ROUGHLY = "Your breathing: perhaps {n} a minute (uncertain)"
NO_BREATH = {
    "too short": "Your breathing: not watched for long enough yet",
    "you move": "Can't measure your breathing: you are moving",
    "chest not in view": "Can't measure your breathing: your chest is not in view",
    "no clear rhythm": "Your breathing: no clear rhythm",
}

# Before the start
YES = "yes"
NO = "no"
PUT_IN_PLACE = "Get it ready; I'll ask again."

# Pressure on a sore spot
EASE_OFF = "Ease off: put less weight on it."
SPOT_CLOSER = "Move a little closer to the sore spot."
STAY = "Stay there and breathe."
TOO_STRONG = "It stays too strong. Leave this spot for today."
NOT_EASING = "It isn't easing. Leave this spot for today."
ROLL_ASIDE = "Roll to your side first."
EASED = "It has eased. Lift off."

# Another stretch
LOOKS_LIKE = "This looks like another stretch: {title}."
LOOKS_UNLIKE = "This does not look like the stretch."

# Halts
PAUSED = "Paused."
GO_ON = "Carry on."
NOBODY = "I can't see you. Come back into the picture."
NOBODY_DETAIL = "The clock waits for you."
CAMERA = "No picture from the camera."
CAMERA_DETAIL = "It continues by itself when the camera is back."
HIDDEN = "The page is not on screen."
HIDDEN_DETAIL = "It continues by itself when you come back to it."
PAUSED_DETAIL = "Continue when you are ready; what you have held so far counts."

# Ends and questions
PAIN_STOP = "Stop. Come out of it slowly."
ENDED_PAIN = "Stopped because of pain."
ENDED_EARLY = "Stopped."
ALL_DONE = "That was all."
ASK_PAIN = "Did anything hurt? 0 is no pain, 10 the worst."
ASK_OTHER_PAIN = "Did anything else hurt, apart from the sore spot? 0 is no pain, 10 the worst."
ASK_PAIN_NOW = "How strong is the pain? 0 is none, 10 the worst."
ASK_WHERE = "Where is the pain?"
WHERE = ("neck", "shoulder", "arm or hand", "back", "hip or leg", "somewhere else")
PAIN_REPLY = "Skip this stretch until it is better; have it examined if the pain stays."
PAIN_REPLY_TITLE = (
    "{title}: skip this stretch until it is better; have it examined if the pain stays."
)
PAIN_REPLY_ONE = (
    "Skip the stretch that hurt until it is better; have it examined if the pain stays."
)
PAIN_SOME = "Don't go as far next time."
ANSWER_OR_WAIT = "Answer, or wait: it continues by itself."

# The result
NAME_SIDE = "{title}, {side} side"
SIDES = {Side.LEFT: "Left side", Side.RIGHT: "Right side", Side.BOTH: "Both sides"}
HELD_ALL = {
    "hold": "{name}: held {n:second|seconds} ({of} planned).",
    "rep": "{name}: {n:repetition|repetitions} ({of} planned).",
    "breath": "{name}: {n:breath|breaths} ({of} planned).",
    "release": "{name}: {n:spot|spots} ({of} planned).",
}
HELD_PART = {
    "hold": "{name}: held {n} of {of:second|seconds}",
    "rep": "{name}: {n} of {of:repetition|repetitions}",
    "breath": "{name}: {n} of {of:breath|breaths}",
    "release": "{name}: {n} of {of:spot|spots} held as planned",
}
SPOT_LEFT = "{name}: one spot was given up because it did not ease."
SPOTS_LEFT = "{name}: {n} spots were given up because they did not ease."
NOT_BEGUN = "{name}: not done."
NEVER_NEAR = "{name}: you were never in the position that the target picture shows."
LOOKED_LIKE = "{name}: for {n} s it looked like another stretch: {title}."
REPS_MISSED = "{name}: {n} tries did not count."
REP_MISSED = "{name}: one try did not count."
NO_FAULT = "{name}: no fault seen."
PUT_RIGHT = "{name}: corrected at once after “{cue}”"
FAULT_TIME = "{name}: {fault}, {n} s. {cue}"
FAULT_TIMES = "{name}: {fault}, {n:time|times}. {cue}"
START_ASSUMED = "{name}: you weren't seen at rest first, so a typical start was assumed."
HOLD_STILL = "Hold still."
CLOSEST = "{name}: closest to correct form at {at}. What would help: {cues}"
NOT_SURE = "{name}: possible, but not certain: {faults}."
PROBABLY_RIGHT = "{name}: probably right, but not certain: {quantities}."
NOT_JUDGED = "{name}: can't be judged from here: {faults}."
WRONG_VIEW = "{name}: the camera was in the wrong place. {say}"
UNSEEN = "{name}: {what}."
UNSEEN_PLACE = "{name}: {what}. {place}"
UNSEEN_TIME = "{what} ({n} s)"

# The same in one sentence
ENDED_HURT = "Stopped because it hurt."
NOTHING_HELD = {"hold": "Nothing was held.", "rep": "Nothing was counted."}
NOTHING_GOOD = {"hold": "Not yet held in good form", "rep": "No repetition counted yet"}
NEVER_IN_POSITION = "Not yet held in position"
NOT_TIMED = "Can't be judged."
NOTHING_COUNTED = "Nothing could be counted: the camera was in the wrong place."
HELD = {"hold": "Held as planned", "rep": "All repetitions done", "breath": "All breaths done"}
SIDE_HELD = {"hold": "{name} held as planned", "rep": "{name} done as planned"}
BOTH_HELD = {"hold": "Both sides held as planned", "rep": "Both sides done as planned"}
STRETCHES_HELD = "All stretches held as planned"
NO_THING = "{held}."
ONE_THING = "{held}, one thing to correct."
THINGS = "{held}, {n} things to correct."
STRETCHES_PART = "{n} of {of} stretches held as planned."
STRETCHES_NONE = "None of the {of} stretches was held as planned."
NO_SPOT = "No spot was held as planned."
SPOTS_PART = "{n} of {of:spot|spots} held as planned."
PART = {
    "hold": "Held {n} of {of:second|seconds}",
    "rep": "{n} of {of:repetition|repetitions} done",
    "breath": "{n} of {of:breath|breaths} done",
}
SIDE_PART = {
    "hold": "{name} held {n} of {of:second|seconds}",
    "rep": "{name}: {n} of {of:repetition|repetitions} done",
    "breath": "{name}: {n} of {of:breath|breaths} done",
}
TOO_SHORT_PART = "{held}, too short to count"
BOTH_TOO_SHORT = "{held}, both too short to count"

# ... and of the other side
AND_PART = {
    "hold": "{held}, the {side} one {n} of {of:second|seconds}",
    "rep": "{held}, the {side} one {n} of {of:repetition|repetitions}",
    "breath": "{held}, the {side} one {n} of {of:breath|breaths}",
}
AND_SAME_PART = {"hold": "{held}, the {side} one {n}"}
AND_NOT = {"hold": "{held}, the {side} one not done"}
