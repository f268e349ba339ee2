"""Text from elsewhere, such as a link or the name of a folder, as Markdown that shows nothing but its characters."""

import re

# What no rule of Markdown, and none that Streamlit adds to it, makes anything else of.
_PLAIN_WORD = re.compile(r"[(\"']?(?!www\.)[^\W_]+(?:['.,_/-][^\W_]+)*[!?]?[)\"']?[.,:;!?]?|[/&]", re.IGNORECASE)


def plain(text: str) -> str:
    """A sentence from elsewhere as Markdown that shows the same characters: no link, picture, formula or colour.

    A word that might be anything but a word becomes code, such as a path, an address or a name with signs in it.
    Escaping them would not do: what looks like an address is made a link also where its signs are escaped.
    """
    words = ((word, word.rstrip(".,;") or word) for word in text.split())
    return " ".join(word if _PLAIN_WORD.fullmatch(word) else _as_code(bare) + word[len(bare) :] for word, bare in words)


def quoted(asked: str) -> str:
    """What a link asks for, as Markdown that shows nothing but these characters."""
    return _as_code(repr(asked if len(asked) <= 40 else f"{asked[:40]}…"))


def _as_code(text: str) -> str:
    """Code is the one place in Markdown where every character stands for itself."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"
