import pytest

from accounts.templatetags.devices import device

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (CHROME, "Chrome on Linux"),
        (f"{CHROME} Edg/120", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("curl/8.0", "curl/8.0"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_named_as_people_know_it(sent, said):
    assert device(sent) == said
