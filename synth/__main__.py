"""python -m synth render | sample | pictures | people | spread | bake...: see README.md."""

import argparse
from fnmatch import fnmatch
from multiprocessing import get_context
from pathlib import Path

import cv2

from formcheck.files.errors import FormcheckError

from .bake import bake
from .catalogue import find_clip, list_catalogue
from .film import film_job, write_stills
from .held_out import draw_held_out_clips
from .moves import STRETCHES
from .people_sheet import draw_people
from .pictures import write_pictures
from .plan import Clip, list_clips
from .sampled import cli as sampled_cli
from .sampled.spread import write_spread
from .sitting import cli as sitting_cli


def render(todo: list[Clip], out: Path, workers: int, dense: bool) -> None:
    """Films the clips in several processes."""
    jobs = [(c, out, dense) for c in todo]
    with get_context("spawn").Pool(workers) as pool:
        for i, name in enumerate(pool.imap_unordered(film_job, jobs), 1):
            print(f"{i}/{len(jobs)} {name}", flush=True)


def _arguments() -> argparse.Namespace:
    top = argparse.ArgumentParser(prog="python -m synth", description=__doc__)
    sub = top.add_subparsers(dest="do", required=True)
    r = sub.add_parser("render", help="film the sample clips")
    r.add_argument("--only", default="*", help="names that match this pattern")
    r.add_argument("--out", type=Path, default=Path("sample_videos"))
    r.add_argument("--workers", type=int, default=2)
    r.add_argument("--dense", action="store_true", help="also write every frame's joints (.npz)")
    h = sub.add_parser("held-out", help="film random clips of other people")
    h.add_argument("--out", type=Path, required=True)
    h.add_argument("--seed", type=int, required=True)
    h.add_argument("--count", type=int, default=20)
    h.add_argument("--workers", type=int, default=2)
    h.add_argument("--dense", action="store_true", help="also write every frame's joints (.npz)")
    c = sub.add_parser("catalogue", help="film every stretch, well done and with each fault")
    c.add_argument("--out", type=Path, required=True)
    c.add_argument("--only", default="*", help="names that match this pattern")
    c.add_argument("--variant", type=int, default=0, help="0 to develop with, 1 to 7 other people")
    c.add_argument("--jobs", type=int, default=2)
    c.add_argument("--dense", action="store_true", help="also write every frame's joints (.npz)")
    p = sub.add_parser("pictures", help="draw start, target and faults of the stretches")
    p.add_argument("--only", default="*", help="stretches that match this pattern")
    p.add_argument("--names", default="*", help="pictures that match it: start, target, a fault")
    p.add_argument("--out", type=Path, default=Path("formcheck/library/pictures"))
    b = sub.add_parser("bake", help="bake the bodies into the cache (needs torch and anny)")
    b.add_argument("names", nargs="*", help="only these")
    e = sub.add_parser("people", help="draw random people, as they stand")
    e.add_argument("--count", type=int, default=100)
    e.add_argument("--seed", type=int, default=0)
    e.add_argument("--out", type=Path, default=Path("docs") / "reference" / "hundred.webp")
    d = sub.add_parser("spread", help="draw how sampled form spreads over the reference's targets")
    d.add_argument("--out", type=Path, default=Path("docs") / "reference")
    d.add_argument("--people", type=int, default=8, help="random people for each stretch")
    d.add_argument("--tries", type=int, default=2, help="of them who try every fault")
    d.add_argument("--seed", type=int, default=0)
    d.add_argument("--workers", type=int, default=2)
    _add_fits(sub)
    s = sub.add_parser("stills", help="one picture with every phase of a clip")
    s.add_argument("name")
    s.add_argument("out", type=Path)
    s.add_argument("--dots", action="store_true", help="draw the joint centres")
    sampled_cli.add_arguments(sub)
    sitting_cli.add_arguments(sub)
    return top.parse_args()


def _add_fits(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    f = sub.add_parser("fit-estimator", help="fit the estimator on sampled stills (needs torch)")
    f.add_argument("stills", nargs="+", type=Path, help="folders such as stills-0001")
    f.add_argument("--out", type=Path, default=Path("formcheck/core/kinematics/estimator.npz"))
    n = sub.add_parser(
        "fit-naming", help="fit what names stretches on sampled stills (needs torch)"
    )
    n.add_argument("stills", nargs="+", type=Path, help="folders such as stills-0001")
    n.add_argument("--films", nargs="*", type=Path, default=[], help="folders such as films-0002")
    n.add_argument("--out", type=Path, default=Path("formcheck/core/recognition/positions.npz"))
    v = sub.add_parser("fit-severity", help="fit how severe a slouch at a desk is (needs torch)")
    v.add_argument("views", nargs="+", type=Path, help="folders such as sitting-views-0008")
    v.add_argument("--out", type=Path, default=Path("formcheck/core/posture/severity.npz"))


def main() -> None:
    """Runs one command."""
    try:
        run(_arguments())
    except FormcheckError as error:
        raise SystemExit(str(error)) from error


def run(a: argparse.Namespace) -> None:
    """Runs the command given by the arguments. Raises FormcheckError."""
    if a.do == "render":
        render([c for c in list_clips() if fnmatch(c.name, a.only)], a.out, a.workers, a.dense)
    elif a.do == "held-out":
        render(draw_held_out_clips(a.seed, a.count), a.out, a.workers, a.dense)
    elif a.do == "catalogue":
        wanted = [c for c in list_catalogue(a.variant) if fnmatch(c.name, a.only)]
        render(wanted, a.out, a.jobs, a.dense)
    elif a.do == "bake":
        bake(tuple(a.names))
    elif a.do == "fit-estimator":
        from .estimator import fit_estimator  # noqa: PLC0415 - torch is needed for this alone

        fit_estimator(a.stills, a.out)
    elif a.do == "fit-naming":
        from .naming import fit_naming  # noqa: PLC0415 - torch is needed for this alone

        fit_naming(a.stills, a.films, a.out)
    elif a.do == "fit-severity":
        from .severity import fit_severity  # noqa: PLC0415 - torch is needed for this alone

        fit_severity(a.views, a.out)
    elif a.do == "sample":
        sampled_cli.run(a)
    elif a.do.startswith(("sitting", "workday")):
        sitting_cli.run(a)
    else:
        draw(a)


def draw(a: argparse.Namespace) -> None:
    """Draws pictures of stretches, random people, the spread of samples, or stills of a clip."""
    if a.do == "pictures":
        for stretch in (s for s in STRETCHES if fnmatch(s, a.only)):
            write_pictures(stretch, a.out, a.names)
    elif a.do == "spread":
        write_spread(a.people, a.tries, a.seed, a.out, a.workers)
    elif a.do == "people":
        sheet = draw_people(a.count, a.seed)
        cv2.imwrite(str(a.out), sheet[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 75])
    elif a.do == "stills":
        found = next((c for c in list_clips() if c.name == a.name), None) or find_clip(a.name)
        if found is None:
            raise SystemExit(f"There is no clip {a.name}; names are like seated-twist.good.left")
        write_stills(found, a.out, a.dots)


if __name__ == "__main__":
    main()
