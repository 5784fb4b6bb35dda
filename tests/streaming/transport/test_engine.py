"""aiortc's private names that the engine leans on, and that nobody else does."""

import ast

from aiortc import rtcdtlstransport

from streaming.transport import engine
from streaming.transport.engine import Engine, make_certificate
from streaming.transport.srtp import PROFILES
from tests.house.sources import ROOT, imports_of, python_files


def test_the_private_names_are_there():
    certificate = make_certificate()
    transport = rtcdtlstransport.RTCDtlsTransport(None, [certificate.aiortc])
    names = ("_ssl", "_state", "_validate_peer_identity")
    assert [name for name in names if not hasattr(transport, name)] == []
    assert certificate.aiortc._create_ssl_context(rtcdtlstransport.SRTP_PROFILES) is not None
    offered = {one.openssl_profile.decode() for one in rtcdtlstransport.SRTP_PROFILES}
    assert offered == {one.name for one in PROFILES}


def test_nobody_else_imports_aiortc():
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        for _line, name in imports_of(path)
        if name.split(".")[0] == "aiortc"
    }
    assert readers == {"streaming/transport/engine.py"}


def test_our_sizes_of_keys_are_those_of_aiortc():
    known = {one.openssl_profile.decode(): one for one in rtcdtlstransport.SRTP_PROFILES}
    for ours in PROFILES:
        theirs = known[ours.name]
        assert (ours.number, ours.key, ours.salt) == (
            theirs.libsrtp_profile, theirs.key_length, theirs.salt_length,
        )  # fmt: skip


def test_a_certificate_is_made_anew_and_has_one_context():
    one, other = make_certificate(), make_certificate()
    assert one.fingerprint != other.fingerprint
    assert len(one.fingerprint.split(":")) == 32
    ends = [Engine(one, active=active) for active in (True, False)]
    assert {end._connection.get_context() for end in ends} == {one.context}


def test_it_awaits_nothing():
    tree = ast.parse((ROOT / "streaming" / "transport" / "engine.py").read_text())
    awaiting = (ast.Await, ast.AsyncFunctionDef, ast.AsyncWith, ast.AsyncFor)
    assert not [node for node in ast.walk(tree) if isinstance(node, awaiting)]
    assert not Engine(engine.make_certificate(), active=False).is_done()
