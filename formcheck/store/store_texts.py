"""All messages about what can't be stored or read, in English; the keys of translations."""

NOT_OPENED = "The history {path} cannot be opened: {reason}."
DAMAGED = (
    "The history {path} is damaged: to keep it, end every formcheck and then move away all files "
    "there whose names begin with history.db; or delete it with `formcheck forget`."
)
TABLE_DAMAGED = (
    "The history {path} is damaged ({reason}): to keep it, end every formcheck and then move away "
    "all files there whose names begin with history.db; or delete it with `formcheck forget`."
)
HELD = "The history {path} is held by another program: close that one and try again."
FULL = "The history {path} cannot grow: the disk is full."
NOT_WRITABLE = "The history {path} cannot be opened for writing: check its permissions."
UNUSABLE = "The history {path} cannot be used: {reason}."
NEWER = (
    "The history {path} was written by a newer formcheck: update this one, or end every formcheck "
    "and then move away all files there whose names begin with history.db."
)
BASELINE_DAMAGED = 'The baseline "{name}" is damaged: take a new one with `{command}`.'
CAMERA_BASELINE_DAMAGED = (
    'The baseline "{name}" for the camera {camera} is damaged: take a new one with `{command}`.'
)
SESSION_NEWER = "Session {number} in the history is of a newer formcheck: update this one."
SESSION_DAMAGED = (
    "Session {number} in the history is damaged: `formcheck history` lists what can be read."
)
