import json
from importlib import metadata
from io import StringIO

from django.core.management import call_command

from streaming.site.bill_of_materials import packages

LOCK = """\
aiortc==1.16.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via footlights (pyproject.toml)
async-timeout==5.0.1 ; python_full_version < '3.11.3' \\
    --hash=sha256:{a}
    # via redis
""".format(a="a" * 64, b="b" * 64)


def told() -> dict:
    out = StringIO()
    call_command("sbom", stdout=out)
    return json.loads(out.getvalue())


def test_a_lock_file_is_read_with_its_hashes():
    found = [(one.name, one.version, len(one.hashes)) for one in packages(LOCK)]
    assert found == [("aiortc", "1.16.0", 2), ("async-timeout", "5.0.1", 1)]


def test_every_installed_package_of_ours_is_named_with_its_version():
    named = {part["name"]: part["version"] for part in told()["components"]}
    for name in ("django", "channels", "aiortc", "cryptography", "pylibsrtp", "pillow"):
        assert named[name] == metadata.version(name)
    assert {"openssl", "libavcodec", "python"} <= set(named)


def test_the_document_is_one_that_scanners_read():
    document = told()
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    references = [part["bom-ref"] for part in document["components"]]
    assert len(set(references)) == len(references) > 50
    django = next(part for part in document["components"] if part["name"] == "django")
    assert django["purl"] == f"pkg:pypi/django@{metadata.version('django')}"
    assert "BSD" in django["licenses"][0]["license"]["name"]
    assert django["properties"]


def test_it_says_the_same_twice():
    assert told() == told()
