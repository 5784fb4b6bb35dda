"""The pages about the API: every operation and every shape stands there, without a script."""

import re

from streaming.site.pages.api_reference import reference


def test_every_operation_of_the_schema_stands_on_the_page(client):
    schema = client.get("/api/schema/?format=json").json()
    page = client.get("/api/docs/").content.decode()
    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    assert [one for one in operations if f'id="{one["operationId"]}"' not in page] == []
    assert len(re.findall('<details class="operation"', page)) == len(operations)


def test_every_shape_that_is_linked_stands_on_the_page(client):
    page = client.get("/api/docs/").content.decode()
    linked = set(re.findall(r'href="#(shape-\w+)"', page))
    assert sorted(linked - set(re.findall(r'id="(shape-\w+)"', page))) == []


def test_a_field_says_what_it_may_hold():
    [show] = [shape for shape in reference().shapes if shape.name == "ShowRequest"]
    fields = {field.name: field for field in show.fields}
    assert (fields["title"].kind, fields["title"].needed) == ("string, at most 120", True)
    assert fields["access"].kind.startswith("one of “public”")
    assert fields["tags"].kind == "list of string, at most 31"
    assert fields["capacity"].kind == "integer, from 1, to 100000, or null"


def test_an_operation_names_what_it_takes_and_answers():
    operations = {one.name: one for room in reference().rooms.values() for one in room}
    made = operations["shows_create"]
    assert (made.method, made.path, made.body) == ("POST", "/api/v1/shows/", "ShowRequest")
    assert [(one.status, one.shape) for one in made.answers] == [("201", "Show")]
    listed = operations["shows_list"].answers[0]
    assert (listed.shape, listed.many, operations["shows_list"].open_to_all) == (
        "ListedShow",
        True,
        True,
    )
