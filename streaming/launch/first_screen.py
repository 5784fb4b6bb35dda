"""What `./run` says once it serves: every address, and what can be done next."""

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from .addresses import LOOPBACK, network_addresses


@dataclass
class Opening:
    """What happened before the doors opened."""

    migrated: int = 0
    collected: bool = False
    setup_code: str | None = None
    demo: str = ""
    notes: list[str] = field(default_factory=list)


def first_screen(opening: Opening) -> str:
    blocks = [_head(opening), _addresses(opening), _next_steps(opening), _remarks(opening)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(opening: Opening) -> str:
    memory = "SQLite" if settings.EMBEDDED_DATABASE else "PostgreSQL"
    layer = "Redis" if settings.REDIS_URL else "in-process, no Redis"
    done = [f"{opening.migrated} migrations applied" if opening.migrated else "database up to date"]
    if opening.collected:
        done.append("styles and scripts gathered")
    done += [opening.demo] if opening.demo else []
    return (
        f"{settings.SITE_NAME} is open.   {memory} · {layer}   data in {short(settings.DATA_DIR)}\n"
        f"✓ {'   ✓ '.join(done)}"
    )


def _addresses(opening: Opening) -> str:
    site = settings.FOOTLIGHTS_URL
    rows = [("Site", f"{site}/", "")]
    if opening.setup_code:
        link = site + reverse("accounts:setup", args=[opening.setup_code])
        rows.append(("Set up", link, "works once and makes the first admin"))
    rows.append(("Studio", site + reverse("shows:mine"), "make and list shows"))
    rows.append(("Admin", site + reverse("admin:index"), "for staff"))
    rows.append(("API", site + reverse("api:docs"), ""))
    rows.append(("WHIP", f"{site}/whip/‹show›", _on_air()))
    rows += [("Network", address, "the same from other machines") for address in _network()]
    width = max(len(address) for _, address, _ in rows if len(address) < 60)
    return "\n".join(
        f"  {name:<8} {address:<{width}}  {words}".rstrip() for name, address, words in rows
    )


def _on_air() -> str:
    words = "for OBS, with the stream key of a show"
    if not settings.RELAYS:
        return "answers once there is a relay: RELAY_CONTROL is empty"
    if settings.RELAY_CONTROL not in settings.RELAYS:
        return f"{words}; by {len(settings.RELAYS)} relays elsewhere"
    return f"{words}; media by UDP {settings.RELAY_UDP_PORT}"


def _network() -> list[str]:
    if settings.PUBLIC_URL or settings.HOST in LOOPBACK:
        return []
    scheme = "https" if settings.SELF_SIGNED else "http"
    here = network_addresses() if settings.HOST in ("0.0.0.0", "::") else [settings.HOST]  # noqa: S104
    return [f"{scheme}://{address}:{settings.PORT}/" for address in here]


def _next_steps(opening: Opening) -> str:
    steps = []
    if opening.setup_code:
        steps.append("Open the set-up link: it makes you the admin of this house.")
    steps.append("List a show in the studio; anybody with a confirmed address may do so.")
    if not opening.demo:
        steps.append("See it full of life: ./run --demo   (away again: ./run manage demo --clear)")
    steps.append("Something wrong? ./run manage doctor")
    return "What now\n" + "\n".join(f"  {number}. {words}" for number, words in enumerate(steps, 1))


def _remarks(opening: Opening) -> str:
    remarks = list(opening.notes)
    if settings.LETTERS_ARE_PRINTED:
        remarks.append("Letters (confirm your address, reminders) are printed below.")
    if settings.SELF_SIGNED:
        remarks.append("The certificate is our own: browsers warn once, go on from there.")
    elif not settings.SECURE:
        remarks.append("Cameras work on localhost or over HTTPS only; for phones: ./run --https")
    remarks.append("Ctrl-C stops.")
    return "\n".join(f"  · {remark}" for remark in remarks)


def short(folder: Path) -> str:
    """Relative to where the reader stands, when that is shorter."""
    try:
        return f"{folder.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{folder}/"
