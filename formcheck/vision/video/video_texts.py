"""Every message of a camera or a video to the user, in English. Translations use them as keys."""

OPENING = "Opening the camera."
NO_CAMERA = "There is no camera: plug one in."
NO_SUCH_CAMERA = "There is no camera {number}: plug it in, or choose one of these: {known}."
UNPLUGGED = "The camera sends no pictures: plug it in again."
STALLED = "No pictures come from the camera."
BLACK = "The picture is black: uncover the camera."
IN_USE = "The camera is in use: close the other program that shows it."
NOT_IN_GROUP = (
    "You have no permission to use the camera: add your user to the system group “video” and log "
    "in again."
)
NOT_ALLOWED = (
    "The camera can't be opened: allow it in the privacy settings, or close the program that uses "
    "it."
)
NOT_REACHED = "The camera can't be reached: check the address and the network."
NO_PICTURES = "The address sends no pictures: check it."
PASSWORD = "The camera needs a password: put it into the address."  # noqa: S105 - a sentence
REFUSED = "The camera refuses this name or password: check them in the address."
BROKEN_OFF = "The connection to the camera was lost."
ENDED = "The video has ended."
EMPTY = "The video {file} is empty (0 bytes): record or copy it again."
NO_VIDEO = (
    "{file} is not a video that can be read, or it was cut off while it was written: "
    "copy or record it again."
)
NO_VIDEO_OR_LIST = (
    "{file} is not a video: it is damaged, or a list of other files. Give a video such as MP4."
)
OTHER_FILE = "{file} is not a video (it reads as {kind}): give a video such as MP4."
PHOTO_FILE = (
    "{file} is a photo, not a video: name a video. `formcheck check` judges photos whose names end "
    "like a photo's, such as .jpg."
)
NO_PICTURE = "{file} has no picture in it, only sound or data: name a video file."
NOT_OPENED = "The video {file} cannot be opened: {reason}."
NOT_DECODED = "No picture of {file} can be decoded: {reason}."
UNKNOWN_KIND = "No picture of {file} can be decoded: this video format is not supported."
BROKEN = "No picture of {file} can be decoded: the video is empty or broken."
SHOWS_NOBODY = (
    "{file} is {width} by {height} pixels: nobody can be seen in such a picture, take another one."
)
TOO_MANY_PIXELS = (
    "{file} is {width} by {height} pixels; the most is {most} million: make it smaller."
)
NOT_TO_ITS_END = "{file} could not be read to its end: {reason}."
DAMAGED = "{file} is damaged: {pieces} pictures were left out, others near them may be misjudged."
BREAKS_OFF = (
    "{file} breaks off at {at_s} s although it should last {length_s} s: the rest was not seen."
)
RECORDED_IN_PART = (
    "The recording of {file} holds only its first {length_s} s, as much as one can: "
    "cut the video into parts to keep the rest."
)
