"""Every message about an uploaded video, in English. Translations use them as keys."""

SIDE_ALONE = "A side goes with a stretch: choose the stretch too."
TOO_MANY = "There are {most} videos here already: remove one first."
TOO_LARGE = (
    "{file} is larger than {most_gb} GB: check it with `formcheck check`, or cut it shorter."
)
NO_ROOM = "{file} does not fit on the disk: make room and try again."
NO_FOLDER = "There is no room for temporary files: {reason}."
NOT_KEPT = "{file} could not be kept: {reason}."
NOT_BEGUN = "{file} could not be analysed: {reason}."
NOT_TO_ITS_END = "{file} could not be analysed to the end: try a shorter or smaller one."
TOO_LONG = "{file} took too long to analyse: try a shorter one."
NOT_DRAWN = "The annotated video could not be saved: {reason}."
NO_MEMORY = "{file} takes more memory than there is: try a smaller one."
