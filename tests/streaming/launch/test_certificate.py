"""The certificate of `--https`."""

import ssl

from streaming.launch.certificate import ensure_certificate

NAMES = ["localhost", "127.0.0.1", "::1", "192.168.1.20"]


def test_it_loads_and_its_key_is_ours_alone(tmp_path):
    certificate, key = ensure_certificate(tmp_path, NAMES)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    assert key.stat().st_mode & 0o777 == 0o600


def test_it_is_kept_so_that_browsers_warn_once(tmp_path):
    first = ensure_certificate(tmp_path, NAMES)[0].read_bytes()
    assert ensure_certificate(tmp_path, NAMES[:2])[0].read_bytes() == first


def test_a_new_address_needs_a_new_one(tmp_path):
    first = ensure_certificate(tmp_path, NAMES)[0].read_bytes()
    assert ensure_certificate(tmp_path, [*NAMES, "10.0.0.7"])[0].read_bytes() != first
