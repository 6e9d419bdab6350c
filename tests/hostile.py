"""Names and addresses as a stranger may send them: kept, compared and shown without harm, or refused aloud."""

from typing import Final

UNCOMMON_TEXTS: Final = {
    "empty": "",
    "spaces": " \u00a0\u2003 ",
    "right_to_left": "\u0645\u0631\u064a\u0645 \u0627\u0644\u062d\u0633\u0646",
    "override": "Ana \u202egnp.exe\u202c",
    "zero_width": "An\u200ba\u200d \ufeffLi",
    "composed": "Nguy\u1ec5n",
    "decomposed": "Nguye\u0302\u0303n",
    "dotted_i": "\u0130brahim \u0131",
    "sharp_s": "Stra\u00dfe",
    "cyrillic_a": "\u0410nna",
    "emoji": "\U0001f469\u200d\U0001f4bb Zo\u00eb",
    "markup": "<img src=x onerror=alert(1)>&amp;\"'",
    "rich_text": "<b>Ana</b><a href='file:///etc/passwd'>x</a>",
    "formula": '=HYPERLINK("https://example.test","Ana")',
    "separators": 'Li, "Ana"; O\'Neil\ttab',
    "lines": "Ana\r\nSet-Cookie: x=1\u2028Li",
    "template": "{name} %s %(x)s ${y} {{7*7}}",
    "terminal": "\x1b[31mAna\x1b]0;owned\x07",
    "nul": "Ana\x00Li",
    "high_surrogate": "Ana\ud800",
    "low_surrogate": "\udc80Ana",
    "combining": "Z" + "\u0351" * 60,
    "very_long": "Ana " * 5000,
}
