"""The log of evaluations on sealed films: a row for each, with the commit of the code."""

import csv
import datetime as dt
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.paths import ROOT
from formcheck.files.errors import FormcheckError

LOG = Path(__file__).with_name("sealed_looks.csv")
COLUMNS = (
    "date", "commit", "benchmark", "landmarks", "seeds", "films", "skipped", "right", "wrong",
    "nothing", "refused", "false_fault_films", "faults_told", "faults_missed", "counted_s",
    "excess_s", "true_s",
)  # fmt: skip


def log_evaluation(
    benchmark: str,
    commit: str,
    seeds: Sequence[int],
    figures: Mapping[str, object],
    path: Path = LOG,
) -> None:
    """Appends a row of today's figures. Raises FormcheckError without a log with these columns."""
    check_log(path)
    line = {
        "date": dt.datetime.now(dt.UTC).date(),
        "commit": commit,
        "benchmark": benchmark,
        "seeds": " ".join(map(str, seeds)),
        **figures,
    }
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, COLUMNS, lineterminator="\n").writerow(line)


def check_log(path: Path = LOG) -> None:
    """Raises FormcheckError if the log is missing or has other columns."""
    try:
        head = path.read_text(encoding="utf-8").split("\n", 1)[0]
    except OSError as error:
        raise FormcheckError(f"The log of sealed looks {path} can't be read.") from error
    if head != ",".join(COLUMNS):
        raise FormcheckError(f"The log of sealed looks {path} has other columns.")


def find_commit(root: Path = ROOT, log: Path = LOG) -> str:
    """Returns the commit of the checkout, with -dirty if tracked files other than the log differ.

    Raises FormcheckError if it is unknown, because the log must state which code was evaluated.
    """
    head = _run_git(root, "rev-parse", "HEAD")
    spared = [f":(exclude){log.relative_to(root)}"] if log.is_relative_to(root) else []
    others = _run_git(root, "status", "--porcelain", "--untracked-files=no", "--", ".", *spared)
    return f"{head}-dirty" if others else head


def _run_git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words],  # noqa: S607 - whichever git is installed
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise FormcheckError("Sealed videos are judged in a git checkout only.") from error
    return done.stdout.strip()
