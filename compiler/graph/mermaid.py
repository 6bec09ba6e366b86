"""A drawing as text for Mermaid, which many viewers of Markdown show as a picture."""

from collections.abc import Iterator

from saggar.compiler.graph.drawing import Cycle, Drawing, Key


def mermaid(drawing: Drawing) -> str:
    """Write a drawing in the language of Mermaid.

    Parameters
    ----------
    drawing : Drawing
        What is drawn.

    Returns
    -------
    str
        A flowchart, a subgraph for each stage.
    """
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "flowchart TD"
    for stage in drawing.stages:
        cycle = drawing.cycles.get(stage)
        title = stage if cycle is None else f"{stage}, {cycle.condition}"
        yield f'  subgraph {stage}["{title}"]'
        for family in drawing.of(stage):
            yield f'    {_name(family.key)}["{family.title}"]'
        if cycle:
            yield _back(cycle)
        yield "  end"
    for link in drawing.links:
        yield f"  {_name(link.source)} --> {_name(link.target)}"


def _back(cycle: Cycle) -> str:
    return f'    {_name(cycle.source)} -. "next iteration" .-> {_name(cycle.target)}'


def _name(key: Key) -> str:
    return "_".join(key).replace(" ", "_")
