"""What is said of a mark, in a tooltip and aloud: numbers as one reads them, also where they are infinite."""

from typing import Any

from explorer.charts.marks import Spec


def aloud(spec: Spec) -> Spec:
    """The same, with what is read aloud: of each mark that has a tooltip its description, else what the tooltip tells.

    Other marks are silent (`QUIET` in `explorer.charts.marks`) unless they say otherwise: Vega would tell where they
    stand, in numbers rounded as those of the axes are. Of an axis it would tell the ends of its scale, which may have
    room for words beyond its numbers.
    """
    if "layer" in spec:
        return {**spec, "layer": [aloud(layer) for layer in spec["layer"]]}
    encoding = {channel: _numbered(it) for channel, it in spec.get("encoding", {}).items()}
    spec = {**spec, "encoding": encoding}
    if "tooltip" not in encoding:
        return spec
    mark = {"type": spec["mark"]} if isinstance(spec["mark"], str) else spec["mark"]
    if "description" not in encoding:
        mark = {"description": {"expr": " + '; ' + ".join(map(_told, encoding["tooltip"]))}, **mark}
    return {**spec, "mark": {"aria": True, **mark}}


def _numbered(channel: Any) -> Any:
    """An axis with numbers of its own tells the first and the last."""
    if not isinstance(channel, dict) or not (axis := channel.get("axis")) or not (values := axis.get("values")):
        return channel
    ends = f"from {values[0]:,.12g} to {values[-1]:,.12g}".replace("e-0", "e-").replace("-", "−")
    return {**channel, "axis": {**axis, "description": ", ".join(filter(None, [channel.get("title"), ends]))}}


def _told(field: Spec) -> str:
    value = f"datum['{field['field']}']"
    if "format" in field:  # shorter than `said`: there are many
        value = f"replace(format({value},'{field['format']}'),'Infinity','∞')"
    return f"'{field.get('title', field['field'])}: ' + {value}"


def said(value: str, format: str = ".4~g") -> str:
    """An expression of Vega's: a number as one reads it, also where it is infinite or none at all."""
    infinite = f"if({value} > 0, '∞', if({value} < 0, '−∞', 'no number'))"
    return f"if(isFinite({value}), format({value}, '{format}'), {infinite})"


def spoken(*fields: str) -> list[Spec]:
    """Calculates `{field} said` of each, for a tooltip where a number may be infinite."""
    return [{"calculate": said(f"datum['{field}']"), "as": f"{field} said"} for field in fields]
