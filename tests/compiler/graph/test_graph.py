"""The plan as a picture: what is drawn, in Mermaid and in SVG, and where it stands."""

import json
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from studies import changed, compiled, fluorite

from saggar.__main__ import main
from saggar.compiler.graph.drawing import Drawing, drawing_of, ranks
from saggar.compiler.graph.layout import Box, lay_out
from saggar.compiler.graph.mermaid import mermaid
from saggar.compiler.graph.svg import svg
from saggar.compiler.planning.families import Link
from saggar.runtime.structures.extxyz import format_extxyz

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    made = compiled()
    return drawing_of(made.plan, made.lock)


def linked(drawing: Drawing) -> set[tuple[str, str]]:
    return {("/".join(each.source), "/".join(each.target)) for each in drawing.links}


def test_tasks_of_one_kind_are_one_box(drawing: Drawing) -> None:
    titles = [family.title for family in drawing.of("active_learning")]
    assert titles == [
        "4 x train",
        "3 x explore (1 of them from iteration 1)",
        "assess",
        "4 x label",
        "collect",
    ]


def test_exploration_that_joins_later_is_known_by_its_family(drawing: Drawing) -> None:
    (explore,) = (each for each in drawing.families if each.kind == "explore")
    assert explore.later == {1: 1}


def test_what_follows_from_other_links_is_not_drawn(drawing: Drawing) -> None:
    links = linked(drawing)
    assert ("active_learning/train", "active_learning/explore") in links
    assert ("active_learning/train", "active_learning/assess") not in links
    assert ("final_training/train", "validation/compare") not in links


def test_loop_begins_on_the_initial_data_and_returns_to_its_training(drawing: Drawing) -> None:
    assert ("initial_data/collect", "active_learning/train") in linked(drawing)
    cycle = drawing.cycles["active_learning"]
    assert cycle.source == ("active_learning", "collect")
    assert cycle.target == ("active_learning", "train")
    assert "between 300 and 600 K; at most 2 iterations" in cycle.condition


def test_rank_is_the_longest_path(drawing: Drawing) -> None:
    rank = ranks(drawing.of("active_learning"), drawing.links)
    assert list(rank.values()) == [0, 1, 2, 3, 4]
    a, b, c = drawing.of("active_learning")[:3]
    links = [Link(source=x.key, target=y.key) for x, y in ((a, b), (b, c), (a, c))]
    assert ranks((a, b, c), links)[c.key] == 2


def test_mermaid_has_a_subgraph_for_each_stage_and_a_dashed_return(drawing: Drawing) -> None:
    text = mermaid(drawing)
    assert text.startswith("flowchart TD\n")
    assert text.count("  subgraph ") == len(drawing.stages) == text.count("\n  end\n")
    assert '    active_learning_train["4 x train"]' in text
    assert 'active_learning_collect -. "next iteration" .-> active_learning_train' in text
    assert "  active_learning_collect --> final_training_train\n" in text


def apart(one: Box, other: Box) -> bool:
    return (
        one.right <= other.x
        or other.right <= one.x
        or one.bottom <= other.y
        or other.bottom <= one.y
    )


def test_no_two_boxes_overlap_and_each_stands_in_its_panel(drawing: Drawing) -> None:
    layout = lay_out(drawing)
    assert all(apart(a, b) for a, b in combinations(layout.boxes.values(), 2))
    assert all(apart(a, b) for a, b in combinations(layout.panels.values(), 2))
    for (stage, _), box in layout.boxes.items():
        panel = layout.panels[stage]
        assert panel.x < box.x < box.right < panel.right < layout.width
        assert panel.y < box.y < box.bottom < panel.bottom < layout.height


def test_svg_shows_every_family_and_stays_on_its_paper(drawing: Drawing) -> None:
    root = ElementTree.fromstring(svg(drawing))
    texts = {each.text for each in root.iter(f"{SVG}text")}
    assert texts >= {family.title for family in drawing.families}
    assert texts >= {*drawing.stages, "next iteration", "small"}
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for each in root.iter(f"{SVG}rect"):
        assert float(each.get("x", 0)) + float(each.attrib["width"]) <= width
        assert float(each.get("y", 0)) + float(each.attrib["height"]) <= height
    arrows = [each for each in root.iter(f"{SVG}path") if each.get("class") == "link"]
    assert len(arrows) == len(drawing.links)


def test_name_of_a_campaign_cannot_break_the_picture(drawing: Drawing) -> None:
    broken = Drawing("<&", drawing.stages, drawing.families, drawing.links, drawing.cycles)
    assert ElementTree.fromstring(svg(broken)).get("aria-label") == "Plan of <&"


def campaign_in(folder: Path) -> Path:
    tree = changed()
    tree["phases"]["c-ZrO2"]["file"] = "cell.xyz"
    (folder / "cell.xyz").write_text(format_extxyz([fluorite()]), encoding="utf-8")
    path = folder / "campaign.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    return path


def test_command_draws_a_campaign_and_its_run_directory_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = campaign_in(tmp_path)
    assert main(["compile", str(file), "--out", str(tmp_path / "run")]) == 0
    capsys.readouterr()
    assert main(["graph", str(file)]) == 0
    of_file = capsys.readouterr().out
    assert main(["graph", str(tmp_path / "run")]) == 0
    assert capsys.readouterr().out == of_file


def test_command_writes_svg(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "plan.svg"
    assert main(["graph", str(campaign_in(tmp_path)), "--svg", str(picture)]) == 0
    assert ElementTree.parse(picture).getroot().tag == f"{SVG}svg"
    assert capsys.readouterr().out == ""


def test_picture_that_cannot_be_written_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "no" / "plan.svg"
    assert main(["graph", str(campaign_in(tmp_path)), "--svg", str(there)]) == 1
    assert str(there) in capsys.readouterr().err
