"""What one address counts as, where addresses are counted."""

import pytest

from streaming.wire.network import network_of, plain


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unix:", "unix:"),
        ("192.0.2.1, 192.0.2.2", "192.0.2.1, 192.0.2.2"),
    ],
)
def test_an_address_counts_as_its_network(address, network):
    assert network_of(address) == network


def test_an_address_is_written_in_one_way():
    same = ["2001:DB8::1", "2001:db8:0:0::1", "::ffff:192.0.2.1", "nothing"]
    assert [plain(one) for one in same] == ["2001:db8::1"] * 2 + ["192.0.2.1", "nothing"]
