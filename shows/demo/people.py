"""The people of the demo. Their addresses end in .invalid, so no letter ever leaves."""

from dataclasses import dataclass

DOMAIN = "demo.invalid"


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    time_zone: str
    bio: str
    links: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.username}@{DOMAIN}"


CREATORS = (
    Person(
        "nora-lindqvist",
        "Nora Lindqvist",
        "Europe/Stockholm",
        "I choreograph for small rooms and long lenses. Every piece is danced once, live, and "
        "never the same way again.\n\nTrained in Stockholm and Dakar; at home wherever there is "
        "a sprung floor.",
        ("https://example.org/nora",),
    ),
    Person(
        "the-late-shift",
        "The Late Shift",
        "Europe/London",
        "Four comedians, one working microphone. New material every Thursday, tested on you first.",
    ),
    Person(
        "kitchen-theatre",
        "Kitchen Theatre",
        "Europe/Berlin",
        "We play the classics between stove and table, with whatever is in the drawer. Founded "
        "in 2019 in a flat in Leipzig; the neighbours have been very patient.",
        ("https://example.org/kitchen",),
    ),
    Person(
        "amara-okafor",
        "Amara Okafor",
        "Africa/Lagos",
        "Pianist and arranger. Highlife, Satie, and what lies between them. I take requests "
        "after the interval.",
        ("https://example.org/amara", "https://example.org/records"),
    ),
    Person(
        "paper-lantern",
        "Paper Lantern Circus",
        "America/Montreal",
        "Juggling, shadow puppets and one very old magician. For people between four and a "
        "hundred and four.",
    ),
    Person(
        "open-questions",
        "Open Questions",
        "America/New_York",
        "A scientist, a poet and a person from the street talk for an hour about one question. "
        "Nobody wins.",
    ),
)

AUDIENCE = tuple(
    Person(username, name, "UTC", "")
    for username, name in (
        ("lena-b", "Lena Brandt"),
        ("oskar", "Oskar"),
        ("priya-n", "Priya Nair"),
        ("joao", "João Matos"),
        ("mei-tan", "Mei Tan"),
        ("sam-w", "Sam Whitfield"),
        ("fatou", "Fatou Diallo"),
        ("ines-c", "Inés Cabrera"),
        ("tomasz", "Tomasz Wolny"),
        ("ruth-k", "Ruth Kaplan"),
        ("yusuf", "Yusuf Demir"),
        ("alba", "Alba Ferri"),
    )
)
