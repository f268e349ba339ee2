"""What is said of a mark, in a tooltip and aloud: numbers as one reads them, also where they are infinite."""

from explorer.charts.marks import Spec


def aloud(spec: Spec) -> Spec:
    """The same, and of each mark is read aloud what its tooltip tells: Vega would tell of axes, rounded as they are."""
    if "layer" in spec:
        return {**spec, "layer": [aloud(layer) for layer in spec["layer"]]}
    encoding = spec.get("encoding", {})
    if "tooltip" not in encoding or "description" in encoding:
        return spec
    mark = {"type": spec["mark"]} if isinstance(spec["mark"], str) else spec["mark"]
    told = " + '; ' + ".join(map(_told, encoding["tooltip"]))
    return {**spec, "mark": {"description": {"expr": told}, **mark}}


def _told(field: Spec) -> str:
    value = f"datum['{field['field']}']"
    if "format" in field:  # shorter than `said`: there are many
        value = f"replace(format({value}, '{field['format']}'), 'Infinity', '∞')"
    return f"'{field.get('title', field['field'])}: ' + {value}"


def said(value: str, format: str = ".4~g") -> str:
    """An expression of Vega's: a number as one reads it, also where it is infinite or none at all."""
    infinite = f"if({value} > 0, '∞', if({value} < 0, '−∞', 'no number'))"
    return f"if(isFinite({value}), format({value}, '{format}'), {infinite})"


def spoken(*fields: str) -> list[Spec]:
    """Calculates `{field} said` of each, for a tooltip where a number may be infinite."""
    return [{"calculate": said(f"datum['{field}']"), "as": f"{field} said"} for field in fields]
