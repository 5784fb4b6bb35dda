"""What a page is made of besides its texts: structure(html). Texts that are nothing but texts leave
it as it is, whatever they say."""

from html.parser import HTMLParser


class _Skeleton(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_endtag(self, tag) -> None:
        self.found.append((f"/{tag}",))

    def handle_comment(self, data) -> None:
        self.found.append(("comment",))

    def handle_decl(self, decl) -> None:
        self.found.append(("declaration",))

    unknown_decl = handle_decl

    def handle_pi(self, data) -> None:
        self.found.append(("instruction",))


def structure(page: str) -> list[tuple]:
    parser = _Skeleton()
    parser.feed(page)
    parser.close()
    return parser.found
