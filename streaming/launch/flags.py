"""The flags of `live`: settings under another name, so they are read before these."""

import argparse
import socket


def add_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, metavar="N", help="listen here instead of 8000")
    parser.add_argument("--host", metavar="NAME", help="0.0.0.0 lets this network in")
    parser.add_argument("--data-dir", metavar="DIR", help="instead of var/")
    parser.add_argument(
        "--https",
        action="store_true",
        help="with a certificate of its own, and open to this network: phones may use cameras",
    )
    parser.add_argument("--demo", action="store_true", help="fill the site with shows to look at")
    parser.add_argument(
        "--still", action="store_true", help="with --demo: nobody performs or talks in its shows"
    )
    parser.add_argument("--open", action="store_true", help="open a browser")
    parser.add_argument("--no-input", action="store_true", help="never ask; nothing is asked yet")


def port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is no port; ports are 1 to 65535")
    return int(text)


def environment_of(arguments: list[str]) -> dict[str, str]:
    """The environment variables that settings read for these flags. Port 0 finds a free one."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    add_flags(parser)
    try:
        flags, _ = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return {}  # the command itself parses them again and says what is wrong
    found: dict[str, str] = {}
    if flags.port is not None:
        found["FOOTLIGHTS_PORT"] = str(flags.port or free_port())
    if flags.https:
        found["FOOTLIGHTS_HTTPS"] = "1"
    if flags.host or flags.https:
        found["FOOTLIGHTS_HOST"] = flags.host or "0.0.0.0"  # noqa: S104  asked for
    if flags.data_dir:
        found["FOOTLIGHTS_DATA_DIR"] = flags.data_dir
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
