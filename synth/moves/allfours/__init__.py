"""Stretches on hands and knees, kneeling or prone."""

from synth.moves.setup import Builder

from . import cat_cow, folded, lifted, turned

STRETCHES: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "childs-pose": (folded.child, folded.CHILD),
    "cat-cow": (cat_cow.build, cat_cow.FAULTS),
    "quadruped-trunk-rotation": (turned.rotation, turned.ROTATION),
    "thread-the-needle": (turned.thread, turned.THREAD),
    "prayer-stretch": (folded.prayer, folded.PRAYER),
    "cobra-pose": (lifted.cobra, lifted.COBRA),
    "prone-chest-lift": (lifted.lift, lifted.LIFT),
}
BOTH = ("childs-pose", "cat-cow", "prayer-stretch", "cobra-pose", "prone-chest-lift")
