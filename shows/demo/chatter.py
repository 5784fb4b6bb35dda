"""What the audience of the demo says, by the category of the show."""

from ..models import Show

ANYWHERE = (
    "Good evening, everybody.",
    "Picture is fine here.",
    "Just in from work. What did I miss?",
    "Hello from the sofa.",
    "👏👏👏",
    "This is my third time here.",
    "Turned the lights down for this.",
    "I brought my sister. She says hello.",
    "Sound is lovely on headphones.",
    "Is there an interval?",
    "No interval, it says on the page.",
    "The cat is watching, too.",
    "Bravo!",
)
ABOUT = {
    "music": (
        "That left hand!",
        "Is this the first Gymnopédie?",
        "The second one, I think.",
        "Somebody turn the pages for her.",
        "I could listen to this all night.",
        "What piano is that?",
        "Encore already, please.",
        "Slowly, slowly. Perfect.",
    ),
    "comedy": (
        "Keep that one!",
        "I work with exactly this person.",
        "Ha!",
        "That joke is older than my bicycle.",
        "No, do the one with the umbrella.",
        "I laughed. I am not proud of it.",
        "Five minutes are over, next!",
        "My neighbour just knocked on the wall.",
    ),
}


def chatter(show: Show) -> tuple[str, ...]:
    return ANYWHERE + ABOUT.get(show.category, ())
