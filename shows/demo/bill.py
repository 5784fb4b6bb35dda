"""The bill of the demo: what is on now, what comes, what was."""

from dataclasses import dataclass, field

NOW, DOORS, LATER, PAST = "now", "doors", "later", "past"


@dataclass(frozen=True)
class Entry:
    """One show. `at` is minutes for now and doors, else days from today and an hour of the day."""

    creator: str
    category: str
    title: str
    summary: str
    at: tuple[int, int]
    state: str = "announced"
    length: int = 60
    tags: tuple[str, ...] = ()
    capacity: int | None = None
    seats: int = 0
    viewers: int = 0
    credits: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    language: str = "en"
    access: str = "public"
    reason: str = ""
    slug: str = field(default="")


NORA, SHIFT, KITCHEN = "nora-lindqvist", "the-late-shift", "kitchen-theatre"
AMARA, LANTERN, QUESTIONS = "amara-okafor", "paper-lantern", "open-questions"

ON_NOW = (
    Entry(AMARA, "music", "Satie at Half Past", "Gymnopédies and highlife, slowly, by lamplight.",
          (-25, 0), "live", 75, ("piano", "quiet"),
          credits=(("Amara Okafor", "piano"), ("Tunde Bello", "talking drum"))),
    Entry(SHIFT, "comedy", "New Material, Old Jokes", "Five minutes each. You decide what stays.",
          (-50, 0), "live", 90, ("stand-up", "work in progress"), 120, 12,
          credits=(("Dee Marsh", "host"), ("Colm Reilly", "stand-up"), ("Anya Petrov", "stand-up")),
          notes="Strong language."),
    Entry(KITCHEN, "theatre", "Antigone Between the Pots",
          "Sophocles for three actors and eleven pans.",
          (-10, 0), "interrupted", 80, ("classic", "one room"), language="de",
          credits=(("Jonas Weidt", "Creon, and the kettle"), ("Mira Toth", "Antigone"))),
)  # fmt: skip

DOORS_OPEN = (
    Entry(LANTERN, "family", "The Moon in a Bucket", "A shadow play about wanting what is far.",
          (10, 0), "doors", 45, ("puppets", "for ages 4 and up"), 60, 9,
          credits=(("Odile Fournier", "puppets"), ("Marc Roy", "accordion"))),
)  # fmt: skip

TO_COME = (
    Entry(NORA, "dance", "Floor Without Corners", "A solo for one dancer and a moving camera.",
          (0, 21), tags=("solo", "premiere"), capacity=80, seats=11,
          credits=(("Nora Lindqvist", "dance"), ("Elif Aydin", "camera"))),
    Entry(QUESTIONS, "talk", "What Does a Tree Know?", "A botanist, a carpenter and a poet.",
          (1, 19), tags=("science", "conversation"), length=70,
          credits=(("Dr. Hana Sato", "botanist"), ("Will Greer", "carpenter"))),
    Entry(SHIFT, "comedy", "The Very Late Show", "It starts when the others have gone home.",
          (1, 23), tags=("stand-up",), capacity=150, seats=7, notes="Strong language."),
    Entry(AMARA, "music", "Requests After the Interval", "First half planned, second half yours.",
          (2, 20), tags=("piano", "requests"), length=100, capacity=12, seats=12),
    Entry(LANTERN, "circus", "Nine Plates and a Promise", "Old tricks, told truthfully.",
          (3, 17), tags=("juggling", "magic"), length=50,
          credits=(("Bertrand, 84", "magician"), ("Odile Fournier", "juggling"))),
    Entry(KITCHEN, "theatre", "Three Sisters, Four Chairs",
          "Chekhov in a kitchen where everybody wants to leave.",
          (4, 19), tags=("classic", "one room"), length=110, capacity=40, seats=8, language="de"),
    Entry(NORA, "dance", "Weather Report", "Twelve dancers, twelve cities, one storm.",
          (5, 20), tags=("ensemble", "live from many places"), length=55,
          credits=(("Nora Lindqvist", "choreography"), ("Kofi Mensah", "dance"))),
    Entry(AMARA, "opera", "Dido, Alone", "Purcell’s last act for one voice and a piano.",
          (7, 20), tags=("voice", "piano"), length=40,
          credits=(("Grace Adeyemi", "soprano"), ("Amara Okafor", "piano"))),
    Entry(QUESTIONS, "talk", "Is Waiting Wasted?", "An hour with people who wait for a living.",
          (8, 19), tags=("conversation",)),
    Entry(LANTERN, "family", "Letters to a Lighthouse", "Bring paper. The story needs yours.",
          (9, 16), tags=("puppets", "join in"), length=45, capacity=30, seats=5),
    Entry(KITCHEN, "other", "Soup, Read Aloud", "Recipes as monologues, with tasting at the end.",
          (12, 18), tags=("food", "reading"), language="de"),
    Entry(SHIFT, "comedy", "The Heckling Class", "How to interrupt a comedian, taught by four.",
          (15, 21), tags=("join in",), access="password"),
)  # fmt: skip

CALLED_OFF = (
    Entry(NORA, "dance", "Piece for an Empty Pool", "Danced at the bottom of a swimming bath.",
          (6, 20), "cancelled", tags=("site-specific",), reason="The pool is full again."),
    Entry(QUESTIONS, "talk", "Who Owns the Moon?", "Lawyers welcome.",
          (3, 21), "cancelled", tags=("law",), reason="Our guest has lost her voice."),
)  # fmt: skip

GONE_BY = (
    Entry(AMARA, "music", "Rain on a Tin Roof", "Improvisations on a sound from childhood.",
          (-2, 20), "ended", 65, ("piano",), viewers=402),
    Entry(SHIFT, "comedy", "Thursday, Probably", "Sixteen new minutes, three of them good.",
          (-3, 21), "ended", 80, ("stand-up",), viewers=131, notes="Strong language."),
    Entry(NORA, "dance", "A Line Is a Dot That Went for a Walk", "After Klee, for two dancers.",
          (-5, 20), "ended", 50, ("duet",), viewers=289),
    Entry(KITCHEN, "theatre", "Woyzeck on the Hob", "Büchner’s fragment, at boiling point.",
          (-6, 19), "ended", 85, ("classic", "one room"), viewers=96, language="de",
          notes="Violence is told, not shown."),
    Entry(LANTERN, "circus", "How to Lose a Rabbit", "The magician explains nothing.",
          (-9, 17), "ended", 45, ("magic", "for ages 4 and up"), viewers=520),
    Entry(QUESTIONS, "talk", "Can a Machine Be Bored?", "A nurse, an engineer and a monk.",
          (-12, 19), "ended", 60, ("science", "conversation"), viewers=177),
    Entry(AMARA, "music", "Highlife for Insomniacs", "Dance tunes at walking pace.",
          (-16, 22), "ended", 70, ("piano", "quiet"), viewers=365),
    Entry(NORA, "dance", "Kitchen Solos", "Seven dancers in seven kitchens.",
          (-20, 20), "ended", 55, ("live from many places",), viewers=244),
    Entry(SHIFT, "comedy", "Best of the Worst", "The jokes you voted out, one last time.",
          (-27, 21), "ended", 90, ("stand-up",), viewers=205),
    Entry(LANTERN, "family", "The Clockmaker’s Cat", "A puppet play in eleven ticks.",
          (-34, 16), "ended", 40, ("puppets",), viewers=431),
    Entry(KITCHEN, "theatre", "Godot Brings the Bread", "He came. Nobody was ready.",
          (-41, 19), "ended", 95, ("one room",), viewers=152, language="de"),
    Entry(AMARA, "opera", "Songs the Sea Sent Back", "Shanties, arranged for voice and patience.",
          (-55, 20), "ended", 60, ("voice",), viewers=318),
)  # fmt: skip

BILL = ON_NOW + DOORS_OPEN + TO_COME + CALLED_OFF + GONE_BY
