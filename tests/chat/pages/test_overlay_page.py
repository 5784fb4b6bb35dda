"""The page that lies over the picture of an encoder: its key is the permission."""

from chat.socket.overlay_keys import key_of, opens, renew


def test_its_creator_is_led_to_the_address_with_the_key(client, make_show, login):
    show = make_show(state="live")
    address = f"/shows/{show.slug}/chat/overlay/"
    assert client.get(address).status_code == 404
    answer = login(show.creator).get(address, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith(f"{address}?key=")


def test_whoever_has_the_key_sees_it_until_there_is_another(client, make_show):
    show, other = make_show(state="live"), make_show(state="live")
    address = f"/shows/{show.slug}/chat/overlay/"
    key = key_of(show)
    answer = client.get(address, {"key": key})
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert client.get(address, {"key": key_of(other)}).status_code == 404
    assert client.get(address, {"key": "x" * 5000}).status_code == 404
    assert client.get(address, {"key": key + "\x00"}).status_code == 404
    renew(show)
    assert client.get(address, {"key": key}).status_code == 404


def test_its_creator_gives_it_another_address(client, make_show, login, make_user):
    show = make_show(state="live")
    key, address = key_of(show), f"/studio/{show.slug}/chat/overlay/"
    assert login(make_user("eve")).post(address).status_code == 404
    assert opens(key, show)
    answer = login(show.creator).post(address, follow=True)
    assert (answer.status_code, opens(key, show)) == (200, False)
