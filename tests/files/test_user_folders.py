import platformdirs
import pytest

from formcheck.files.errors import FormcheckError
from formcheck.files.user_folders import find_user_folder
from formcheck.library.catalogue import list_spec_files
from formcheck.store.history import History
from formcheck.vision.pose.models import find_model


def raise_no_home(*_: object, **__: object) -> str:
    raise RuntimeError("could not determine the home directory")


@pytest.mark.parametrize(
    "answer", [raise_no_home, lambda *_, **__: "~/.local/share/formcheck"], ids=["raised", "named"]
)
def test_without_a_home_only_what_is_the_user_s_own_is_missing(
    monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    """Older platformdirs return a folder "~", newer ones raise."""
    for kind in ("data", "config", "cache"):
        monkeypatch.setattr(platformdirs, f"user_{kind}_dir", answer)
    with pytest.raises(FormcheckError, match="no home folder: set HOME"):
        find_user_folder("config")
    with pytest.raises(FormcheckError, match="no home folder: set HOME"):
        History()
    assert list_spec_files()
    find_model("full")
