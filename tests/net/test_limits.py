"""net/limits.py: rates, counts and whose address it is."""

from __future__ import annotations

import pytest

from fourline.net.limits import AddressCounts, AddressRates, Rate, client_address, is_trusted, parse_networks

PROXIES = parse_networks(["10.0.0.0/8", "fd00::/8"])


# Rates


def test_rate_allows_its_limit_in_a_window() -> None:
    rate = Rate(3, 10_000)
    assert [rate.allow(now) for now in (0.0, 1.0, 2.0, 3.0, 9.9)] == [True, True, True, False, False]


def test_rate_begins_anew_after_its_window() -> None:
    rate = Rate(1, 10_000)
    assert rate.allow(5.0)
    assert not rate.allow(14.9)
    assert rate.allow(15.0)
    assert not rate.allow(24.9)


def test_rate_counts_several_at_once_or_none_of_them() -> None:
    rate = Rate(5, 10_000)
    assert rate.allow(0.0, 3)
    assert not rate.allow(0.0, 3)
    assert rate.allow(0.0, 2)


def test_rate_is_over_when_nothing_needs_remembering() -> None:
    rate = Rate(1, 10_000)
    assert rate.is_over(0.0)
    rate.allow(0.0)
    assert not rate.is_over(9.9)
    assert rate.is_over(10.0)


def test_rates_of_addresses_are_apart() -> None:
    rates = AddressRates(1, 60_000)
    assert rates.allow("a", 0.0)
    assert not rates.allow("a", 1.0)
    assert rates.allow("b", 1.0)
    assert rates.allow("a", 60.0)


def test_rates_forget_addresses_whose_window_is_over() -> None:
    rates = AddressRates(1, 60_000)
    for index in range(100):
        rates.allow(str(index), index / 100)
    rates.allow("new", 60.5)
    # Those of the first half second are over.
    assert len(rates) == 50


def test_rates_remember_no_more_than_their_capacity() -> None:
    rates = AddressRates(1, 60_000, capacity=2)
    for address in ("a", "b", "c"):
        assert rates.allow(address, 0.0)
    assert len(rates) == 2
    assert not rates.allow("c", 1.0)
    assert rates.allow("a", 1.0)


# Counts


def test_counts_stop_at_the_limit_and_go_down_again() -> None:
    counts = AddressCounts(2)
    assert [counts.enter("a") for _ in range(3)] == [True, True, False]
    assert counts.enter("b")
    counts.leave("a")
    assert counts.enter("a")


def test_counts_keep_no_address_without_any() -> None:
    counts = AddressCounts(2)
    counts.enter("a")
    counts.enter("a")
    counts.leave("a")
    assert len(counts) == 1
    counts.leave("a")
    assert len(counts) == 0


# Addresses


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("not:an:address", "not:an:address"),
    ],
)
def test_peer_is_normalised(peer: str, address: str) -> None:
    assert client_address(peer, None, ()) == address
    assert client_address(peer, "203.0.113.9", ()) == address
    assert client_address(peer, "203.0.113.9", PROXIES) == address


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (None, "10.0.0.1"),
        ("", "10.0.0.1"),
        ("203.0.113.9", "203.0.113.9"),
        # What stands left of the first stranger is that stranger's claim.
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("garbage, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.1.2.3,10.0.0.2", "203.0.113.9"),
        ("203.0.113.9,fd00::5", "203.0.113.9"),
        ("203.0.113.9:51234", "203.0.113.9"),
        ("2001:db8:1:2:3::6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3::6]:443", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        # Everybody in our own network, the client too.
        ("10.9.9.9, 10.0.0.2", "10.9.9.9"),
        ("203.0.113.9, garbage", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.9,", "10.0.0.1"),
        ("203.0.113.999", "10.0.0.1"),
    ],
)
def test_trusted_proxy_is_believed_up_to_the_first_stranger(forwarded: str | None, address: str) -> None:
    assert client_address("10.0.0.1", forwarded, PROXIES) == address
    # A dual-stack listener shows the same proxy so.
    assert client_address("::ffff:10.0.0.1", forwarded, PROXIES) == address


def test_only_peers_in_the_networks_are_trusted() -> None:
    assert is_trusted("10.0.0.1", PROXIES)
    assert is_trusted("::ffff:10.0.0.1", PROXIES)
    assert is_trusted("fd00::1", PROXIES)
    assert not is_trusted("192.0.2.7", PROXIES)
    assert not is_trusted("", PROXIES)
    assert not is_trusted("10.0.0.1", ())
