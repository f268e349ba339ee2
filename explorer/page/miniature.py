"""A small figure, drawn as SVG."""

from explorer.page.assets import component

_MINIATURE = component("miniature")


def show_miniature(page: str, svg: str) -> None:
    """The figure of this step.

    Args:
        page: the step's.
        svg: an `svg` element; its classes have their looks in `assets/miniature.css`.
    """
    _MINIATURE(key=f"miniature_{page}", data=svg)
