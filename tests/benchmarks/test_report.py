from benchmarks.accuracy.report import Benchmark, make_page
from benchmarks.accuracy.score import ClipScore, FaultScore

STRETCH = "seated-twist"


def clip(name: str, wanted: str | None, *faults: FaultScore, broken: str = "") -> ClipScore:
    return ClipScore(
        clip=name,
        stretch=STRETCH,
        view="front",
        side="left",
        side_found="left",
        frames=200,
        seen_frames=190,
        hold_true_s=4.6,
        hold_s=4.5,
        wanted=wanted,
        hint=False,
        faults=faults,
        warnings=(),
        error="",
        shortfalls=(broken,) if broken else (),
    )


def benchmark(*scores: ClipScore, held_out: bool = False) -> Benchmark:
    return Benchmark(
        held_out=held_out,
        scores=scores,
        skipped=("nobody.mp4",),
    )


HIT = FaultScore("slouched", 5.2, 6.2, 0.2, 1.2)
FALSE = FaultScore("leaning", 3.0, 4.0, None, None)


def test_the_report_counts_promises_kept() -> None:
    text = make_page(
        benchmark(
            clip("a", None),
            clip("b", None, FALSE, broken="leaning at 3.0 s is not true"),
            clip("c", "slouched", HIT),
        )
    )
    assert "no fault | 1 of 2 |" in text
    assert "of the truth | 1 of 1 |" in text
    assert "Faults raised that are not true | 1 |" in text
    assert "- `b`: leaning at 3.0 s is not true" in text
    assert "slouched +0.20 s, after +1.20 s" in text


def test_the_same_results_give_the_same_report() -> None:
    done = benchmark(clip("a", None), clip("c", "slouched", HIT))
    assert make_page(done) == make_page(done)


def test_what_was_left_out_is_named() -> None:
    assert "nobody.mp4" in make_page(benchmark(clip("a", None)))


def test_clips_not_tuned_on_are_called_so() -> None:
    assert make_page(benchmark(clip("a", None), held_out=True)).startswith(
        "# Accuracy on videos not tuned on\n"
    )
    assert make_page(benchmark(clip("a", None))).startswith("# Accuracy on the sample videos\n")


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    text = make_page(benchmark(clip("a", None), clip("c", "slouched", HIT, FALSE, broken="x")))
    for block in text.split("\n\n"):
        rows = [line.count("|") for line in block.splitlines() if line.startswith("|")]
        assert len(set(rows)) <= 1, block
