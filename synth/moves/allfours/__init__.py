"""Stretches on hands and knees, kneeling or prone."""

from synth.moves.setup import Builder

from . import cat_cow, folded, lifted, turned

STRETCHES: dict[str, tuple[Builder, tuple[str, ...]]] = {
    "childs-pose": (folded.build_child, folded.CHILD),
    "cat-cow": (cat_cow.build, cat_cow.FAULTS),
    "quadruped-trunk-rotation": (turned.build_rotation, turned.ROTATION),
    "thread-the-needle": (turned.build_thread, turned.THREAD),
    "prayer-stretch": (folded.build_prayer, folded.PRAYER),
    "cobra-pose": (lifted.build_cobra, lifted.COBRA),
    "prone-chest-lift": (lifted.build_lift, lifted.LIFT),
}
BOTH = ("childs-pose", "cat-cow", "prayer-stretch", "cobra-pose", "prone-chest-lift")
