"""Session results in the JSON format of ``report.session``."""

from typing import Any

from formcheck.output.report.session_contract import SessionObject


def make_side(held_s: float, faults: int, name: str = "left") -> dict[str, Any]:
    return {
        "side": name,
        "hold_s": held_s,
        "holds": [{"start_s": 5.0, "end_s": 5.0 + held_s, "held_s": held_s, "kept": held_s >= 10}],
        "reps": 0,
        "attempts": 1,
        "phases": [],
        "faults": [
            {"id": "elbow-low", "start_s": 1.0 + n, "end_s": 1.5 + n, "cue": "Elbow up."}
            for n in range(faults)
        ],
        "unseen": [],
        "completed": False,
    }


def make_result(
    duration_s: float = 60.0, held_s: float = 12.5, faults: int = 2, end: str = "open"
) -> dict[str, Any]:
    """Returns a session of one stretch that satisfies the JSON schema."""
    made = {
        "version": 1,
        "end": end,
        "duration_s": duration_s,
        "stretches": [
            {
                "stretch": "doorway-chest",
                "title": "Türrahmen-Dehnung",
                "side": "both",
                "planned_s": 60.0,
                "hold_s": held_s + 3.0,
                "counted_s": held_s + 3.0,
                "sides": [make_side(held_s, faults), make_side(3.0, 1, "right")],
                "completed": False,
                "is_timer": False,
            }
        ],
        "completed": False,
        "answers": [{"question": "pain", "text": "How much does it hurt?", "answer": "2"}],
        "good": ["Steady for 12 seconds."],
        "watch": ["Elbow up."],
    }
    return SessionObject.model_validate(made).model_dump(mode="json")
