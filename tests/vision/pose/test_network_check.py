from pathlib import Path

import pytest

from formcheck.vision.pose import network_check

IPV4 = (
    "Ip: Forwarding DefaultTTL OutRequests OutDiscards OutNoRoutes\n"
    "Ip: 1 64 5 0 2\n"
    "Icmp: InMsgs\n"
    "Icmp: 9\n"
)
IPV6 = "Ip6InReceives 8\nIp6OutRequests 30\nIp6OutNoRoutes 400\n"


@pytest.fixture
def counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns the folder in which the kernel would publish its counters."""
    (tmp_path / "snmp").write_text(IPV4)
    (tmp_path / "snmp6").write_text(IPV6)
    monkeypatch.setattr(network_check, "_COUNTS", tmp_path)
    return tmp_path


def test_what_was_sent_and_what_found_no_way_is_counted(counts: Path) -> None:
    assert network_check.read_tries() == 437


def test_a_kernel_without_ipv6_has_only_the_other_counts(counts: Path) -> None:
    (counts / "snmp6").unlink()
    assert network_check.read_tries() == 7


@pytest.mark.parametrize("name", ["snmp", "snmp6"])
def test_what_the_kernel_does_not_count_is_not_taken_for_none(counts: Path, name: str) -> None:
    text = (counts / name).read_text()
    (counts / name).write_text(text.replace("OutNoRoutes", "OutOther"))
    with pytest.raises(KeyError):
        network_check.read_tries()
