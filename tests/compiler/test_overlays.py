"""Campaigns of several files: merged by key, with the place of every value."""

from pathlib import Path
from textwrap import dedent

import pytest
from faulty import FLUORITE, SOUND, save

from saggar.compiler.cli import check_file, compile_file
from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, render
from saggar.compiler.load import Loaded, load_campaign
from saggar.compiler.resolve import resolve
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Folder of a base without fault and its structure; overlays are written beside it."""
    save(tmp_path, SOUND, "yaml")
    (tmp_path / "campaign.yaml").rename(tmp_path / "base.yaml")
    (tmp_path / "c-ZrO2.cif").write_text(FLUORITE)
    return tmp_path


def write(folder: Path, text: str, name: str = "study.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def refused(path: Path, *settings: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path, settings)
    return caught.value.diagnostics


def base_of(study: Path) -> Campaign:
    return load_campaign(study / "base.yaml").campaign


class TestMerging:
    def test_an_overlay_changes_what_it_says_and_nothing_else(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nproduction: {bulk: {duration: 8 ps}}\n")
        production = base_of(study).production
        assert production.bulk is not None
        bulk = production.bulk.model_copy(update={"duration_ps": 8.0})
        expected = base_of(study).model_copy(
            update={"production": production.model_copy(update={"bulk": bulk})}
        )
        assert load_campaign(path).campaign == expected

    def test_a_list_is_replaced_whole(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nmodels: {potential: {l_max: [4, 0, 0]}}\n")
        assert load_campaign(path).campaign.models.potential.l_max == (4, 0, 0)

    def test_the_later_of_two_bases_wins_and_the_overlay_over_both(self, study: Path) -> None:
        write(study, "seed: 2\nname: second\n", "second.yaml")
        path = write(study, "extends: [base.yaml, second.yaml]\nname: third\n")
        campaign = load_campaign(path).campaign
        assert (campaign.seed, campaign.name) == (2, "third")

    def test_bases_extend_bases(self, study: Path) -> None:
        write(study, "extends: base.yaml\nseed: 2\n", "second.yaml")
        path = write(study, "extends: second.yaml\nname: third\n")
        campaign = load_campaign(path).campaign
        assert (campaign.seed, campaign.name) == (2, "third")

    def test_two_bases_may_share_a_base(self, study: Path) -> None:
        write(study, "extends: base.yaml\nseed: 2\n", "left.yaml")
        write(study, "extends: base.yaml\nname: right\n", "right.yaml")
        path = write(study, "extends: [left.yaml, right.yaml]\n")
        campaign = load_campaign(path).campaign
        assert (campaign.seed, campaign.name) == (1, "right")

    def test_a_toml_overlay_extends_a_yaml_base(self, study: Path) -> None:
        text = 'extends = "base.yaml"\n[production.bulk]\nduration = "8 ps"\n'
        loaded = load_campaign(write(study, text, "study.toml"))
        assert loaded.campaign.production.bulk is not None
        assert loaded.campaign.production.bulk.duration_ps == 8.0

    def test_what_is_removed_is_gone_and_may_be_given_anew(self, study: Path) -> None:
        path = write(
            study,
            """\
            extends: base.yaml
            remove: [production.bulk.duration, models.reference]
            models: {reference: {engine: chgnet}}
            production: {bulk: {durations: [{run: 3 ps}]}}
            """,
        )
        campaign = load_campaign(path).campaign
        assert campaign.models.reference.dispersion == "none"
        assert campaign.production.bulk is not None
        assert campaign.production.bulk.length_ps(300.0) == 3.0

    def test_a_name_with_dots_is_removed(self, study: Path) -> None:
        write(study, "extends: base.yaml\nphases: {a.b: {file: c-ZrO2.cif}}\n", "two.yaml")
        path = write(study, "extends: two.yaml\nremove: phases.a.b\n")
        assert list(load_campaign(path).campaign.phases) == ["c-ZrO2"]

    def test_files_are_relative_to_the_file_that_names_them(self, study: Path) -> None:
        path = write(study, "extends: ../base.yaml\nname: other\n", "studies/study.yaml")
        assert load_campaign(path).campaign.phases["c-ZrO2"].file == "../c-ZrO2.cif"
        assert "c-ZrO2" in check_file(path, LAPTOP).cells


class TestOrigins:
    def origins(self, loaded: Loaded) -> dict[str, str]:
        return resolve(loaded).origins

    def test_a_value_of_the_base_names_the_base(self, study: Path) -> None:
        path = write(study, "extends: ../base.yaml\nname: other\n", "studies/study.yaml")
        written = load_campaign(study / "base.yaml").positions.of_value(("seed",))
        origins = self.origins(load_campaign(path))
        assert origins["seed"] == f"../base.yaml:{written.line}:{written.column}"

    def test_a_value_that_overrides_names_both_places(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nseed: 5\n")
        before = load_campaign(study / "base.yaml").positions.of_value(("seed",))
        assert self.origins(load_campaign(path))["seed"] == (
            f"study.yaml:2:7 (overrides base.yaml:{before.line}:{before.column})"
        )

    def test_a_removed_value_overrides_nothing(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nremove: seed\nseed: 5\n")
        assert self.origins(load_campaign(path))["seed"] == "study.yaml:3:7"

    def test_a_setting_names_itself_and_what_it_overrides(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nseed: 5\n")
        origins = self.origins(load_campaign(path, ["seed=6"]))
        assert origins["seed"] == "--set seed=6 (overrides study.yaml:2:7)"


class TestSettings:
    @pytest.mark.parametrize(
        ("setting", "value"),
        [
            ("production.bulk.temperatures=300, 600 K", (300.0, 600.0)),
            ('production.bulk.temperatures="600 K"', (600.0,)),
            ("production.bulk.temperatures=[300 K, 600 K]", (300.0, 600.0)),
        ],
    )
    def test_a_value_is_written_as_in_yaml(
        self, study: Path, setting: str, value: tuple[float, ...]
    ) -> None:
        bulk = load_campaign(study / "base.yaml", [setting]).campaign.production.bulk
        assert bulk is not None
        assert bulk.temperatures_K == value

    def test_sections_are_made_where_there_are_none(self, study: Path) -> None:
        loaded = load_campaign(study / "base.yaml", ["dynamics.thermostat.coupling=50 fs"])
        assert loaded.campaign.dynamics.thermostat.coupling_fs == 50.0

    def test_names_may_hold_dots(self, study: Path) -> None:
        write(study, "extends: base.yaml\nphases: {a.b: {file: c-ZrO2.cif}}\n", "two.yaml")
        loaded = load_campaign(study / "two.yaml", ["phases.a.b.source=mine"])
        assert loaded.campaign.phases["a.b"].source == "mine"

    def test_the_last_setting_wins(self, study: Path) -> None:
        assert load_campaign(study / "base.yaml", ["seed=3", "seed=4"]).campaign.seed == 4

    @pytest.mark.parametrize(
        ("setting", "code", "words"),
        [
            ("production.segmnt=2 ns", "SG101", "did you mean 'segment'"),
            ("productn.segment=2 ns", "SG101", "did you mean 'production'"),
            ("production.segment=2", "SG110", "without a unit"),
            ("models.potential.n_max=[4, many]", "SG103", "many"),
            ("production.segment", "SG018", "path=value"),
            ("production..segment=2 ns", "SG018", "empty"),
            ("extends=x.yaml", "SG018", "extends says how files are merged"),
            ("remove=[seed]", "SG018", "write a file with this line"),
            ("production.bulk.temperatures[0]=300 K", "SG018",
             "write --set 'production.bulk.temperatures=["),
            ("seed.x=2", "SG018", "seed is a value"),
            ("seed=2\nname: x", "SG018", "another key"),
            ("seed=[2", "SG005", "YAML"),
            ("seed=", "SG105", "give a value behind the equals sign"),
        ],
    )  # fmt: skip
    def test_a_wrong_one_is_shown_as_it_was_given(
        self, study: Path, setting: str, code: str, words: str
    ) -> None:
        (found,) = refused(study / "base.yaml", setting)
        text = render(found, {})
        assert found.code == code
        assert text.startswith(f"--set {setting}: {code} ")
        assert words in text


class TestFaults:
    def test_an_error_in_an_override_names_both_places_and_shows_both_lines(
        self, study: Path
    ) -> None:
        path = write(study, "extends: base.yaml\nproduction:\n  bulk: {duration: 8}\n")
        with pytest.raises(CampaignErrors) as caught:
            load_campaign(path)
        (found,) = caught.value.diagnostics
        before = load_campaign(study / "base.yaml").positions.of_value(
            ("production", "bulk", "duration")
        )
        text = render(found, caught.value.text)
        assert text.startswith(f"{path}:3:20: SG110 ")
        assert "    bulk: {duration: 8}\n" in text
        assert f"\n  overrides {study / 'base.yaml'}:{before.line}:{before.column}\n" in text
        assert "5 ps" in text.split("overrides")[1]
        assert found.overrides is not None
        assert (found.overrides.line, found.overrides.column) == (before.line, before.column)

    def test_an_error_in_the_base_is_shown_with_the_line_of_the_base(self, study: Path) -> None:
        write(study, "extends: base.yaml\nproduction: {bulk: {durations: []}}\nsed: 1\n", "b.yaml")
        path = write(study, "extends: b.yaml\nname: c\n")
        with pytest.raises(CampaignErrors) as caught:
            load_campaign(path)
        (found,) = [each for each in caught.value.diagnostics if each.code == "SG101"]
        assert render(found, caught.value.text).splitlines()[:2] == [
            f"{study / 'b.yaml'}:3:1: SG101 the campaign has no key 'sed'",
            "    sed: 1",
        ]

    def test_a_rule_names_both_places_too(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nproduction: {bulk: {temperatures: 3000 K}}\n")
        found = [each for each in check_file(path, LAPTOP).diagnostics if each.code == "SG410"]
        assert found[0].overrides is not None
        assert found[0].overrides.file == str(study / "base.yaml")

    def found_in(self, path: Path, code: str, *settings: str) -> tuple[Diagnostic, str]:
        """Give the first diagnostic of a code, and what is shown of it."""
        with pytest.raises(CampaignErrors) as caught:
            check_file(path, LAPTOP, settings)
        found = next(each for each in caught.value.diagnostics if each.code == code)
        return found, render(found, caught.value.text)

    @pytest.mark.parametrize(
        ("text", "code", "key"),
        [
            ("models: {potential: {cutoff: {angular: 7 Å}}}", "SG104",
             "models.potential.cutoff.radial"),
            ("active_learning: {candidate: {force_deviation: {above: 4 eV/Å}}}", "SG104",
             "active_learning.candidate.force_deviation.below"),
            ("production: {bulk: {durations: [{run: 3 ps}]}}", "SG115",
             "production.bulk.duration"),
            ("production: {pressure: 1 bar}", "SG115", "production.ensemble"),
        ],
    )  # fmt: skip
    def test_keys_of_two_files_that_do_not_go_together_are_both_shown(
        self, study: Path, text: str, code: str, key: str
    ) -> None:
        path = write(study, f"extends: base.yaml\n{text}\n")
        found, shown = self.found_in(path, code)
        mark = load_campaign(study / "base.yaml").positions.of_value(tuple(key.split(".")))
        assert (found.file, found.line) == (str(path), 2)
        assert [(each.key, each.does) for each in found.related] == [(key, "gives")]
        assert f"\n  {key} stands in {study / 'base.yaml'}:{mark.line}:{mark.column}\n" in shown

    def test_a_key_of_the_base_that_another_engine_lacks_names_the_engine(
        self, study: Path
    ) -> None:
        write(study, "extends: base.yaml\nmodels: {reference: {dispersion: d3}}\n", "b.yaml")
        engine = "remove: models.foundation\nmodels: {reference: {engine: nep_}}\n"
        text = engine.replace("nep_", "vasp, energy_cutoff: 500 eV, k_spacing: 0.3 1/Å")
        path = write(study, f"extends: c.yaml\n{text}")
        write(study, "extends: b.yaml\nmodels: {reference: {version: 0.3.0}}\n", "c.yaml")
        found, shown = self.found_in(path, "SG101")
        assert found.file == str(study / "c.yaml")
        assert f"models.reference.engine stands in {path}:3:30" in shown
        assert f"'remove: [models.reference]' in {path}" in found.hint

    def test_removing_what_a_hint_says_cures(self, study: Path) -> None:
        text = "extends: base.yaml\nproduction: {bulk: {durations: [{run: 3 ps}]}}\n"
        found, _ = self.found_in(write(study, text), "SG115")
        assert "'remove: [production.bulk.duration]'" in found.hint
        cured = write(study, f"{text}remove: [production.bulk.duration]\n")
        assert not check_file(cured, LAPTOP).of("error")

    def test_an_unknown_key_of_the_overlay_itself_names_no_other_file(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nmodels: {reference: {dispersoin: d3}}\n")
        found, _ = self.found_in(path, "SG101")
        assert not found.related
        assert "remove" not in found.hint

    def test_an_engine_of_the_command_line_is_named(self, study: Path) -> None:
        text = "extends: base.yaml\nmodels: {reference: {version: 0.3.0}}\n"
        setting = "models.reference.engine=vasp"
        found, shown = self.found_in(write(study, text), "SG101", setting)
        assert f"models.reference.engine stands in --set {setting}" in shown
        assert "remove" not in found.hint

    def test_a_missing_key_names_what_removed_it(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nremove: [description_, seed]\n")
        found, shown = self.found_in(path, "SG102")
        assert [each.does for each in found.related] == ["removes"]
        assert f"\n  seed is removed by {path}:2:24\n    remove: " in shown

    def test_an_empty_value_over_a_base_says_how_to_take_that_out(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nproduction: {bulk: null}\n")
        found, shown = self.found_in(path, "SG105")
        assert "'remove: [production.bulk]'" in found.hint
        assert f"overrides {study / 'base.yaml'}" in shown

    def test_a_missing_key_says_which_files_were_merged(self, study: Path) -> None:
        path = write(study, "extends: base.yaml\nremove: seed\n")
        (found,) = refused(path)
        assert found.code == "SG102"
        assert f"merged from {study / 'base.yaml'} and {path}" in found.hint

    @pytest.mark.parametrize(
        ("text", "code", "place", "words"),
        [
            ("extends: no.yaml\n", "SG015", (1, 10), "no.yaml"),
            ("extends: [base.yaml, no.yaml]\n", "SG015", (1, 22), "no.yaml"),
            ("extends: study.yaml\n", "SG016", (1, 10), "study.yaml -> "),
            ("extends: /base.yaml\n", "SG014", (1, 10), "absolute"),
            ("extends: {a: b}\n", "SG014", (1, 10), "list of texts"),
            ("extends: base.yaml\nremove: [1]\n", "SG014", (2, 10), "list of texts"),
            ("extends: base.yaml\nremove: [production.blk]\n", "SG017", (2, 10), "segment"),
            ("extends: base.yaml\nremove: seed.x\n", "SG017", (2, 9), "none"),
        ],
    )
    def test_what_cannot_be_merged_is_refused_at_its_place(
        self, study: Path, text: str, code: str, place: tuple[int, int], words: str
    ) -> None:
        (found,) = refused(write(study, text))
        assert (found.code, (found.line, found.column)) == (code, place)
        assert words in found.message + found.hint

    def test_a_longer_circle_is_told_in_order(self, study: Path) -> None:
        write(study, "extends: b.yaml\n", "a.yaml")
        write(study, "extends: c.yaml\n", "b.yaml")
        write(study, "extends: b.yaml\n", "c.yaml")
        (found,) = refused(study / "a.yaml")
        assert found.file == str(study / "c.yaml")
        names = [Path(each).name for each in found.message.split(": ")[1].split(" -> ")]
        assert names == ["b.yaml", "c.yaml", "b.yaml"]

    def test_everything_that_cannot_be_merged_is_told_at_once(self, study: Path) -> None:
        path = write(study, "extends: [no.yaml, base.yaml, neither.yaml]\nremove: nothing\n")
        assert [each.code for each in refused(path)] == ["SG015", "SG015", "SG017"]

    def test_a_base_with_wrong_syntax_is_shown_itself(self, study: Path) -> None:
        write(study, "name: [\n", "bad.yaml")
        path = write(study, "extends: bad.yaml\n")
        with pytest.raises(CampaignErrors) as caught:
            load_campaign(path)
        assert caught.value.diagnostics[0].file == str(study / "bad.yaml")

    def test_a_misspelt_directive_gets_a_proposal(self, study: Path) -> None:
        found = refused(write(study, "extend: base.yaml\n"))
        (unknown,) = [each for each in found if each.code == "SG101"]
        assert "did you mean 'extends'?" in unknown.hint


class TestRunDirectory:
    def overlay(self, study: Path) -> Path:
        text = "extends: ../base.yaml\nname: other  # a comment\n"
        return write(study, text, "studies/study.yaml")

    def test_it_holds_what_the_author_wrote(self, study: Path) -> None:
        path = self.overlay(study)
        files = compile_file(path, LAPTOP).files
        assert files["campaign/studies/study.yaml"] == path.read_text(encoding="utf-8")
        assert files["campaign/base.yaml"] == (study / "base.yaml").read_text(encoding="utf-8")
        assert files["campaign/c-ZrO2.cif"] == FLUORITE

    def test_it_compiles_again_from_itself_to_the_same_bytes(
        self, study: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        first = compile_file(self.overlay(study), LAPTOP, ["seed=9"])
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        for name, text in first.files.items():
            target = elsewhere / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        source = first.lock.source
        assert source.settings == ("seed=9",)
        again = compile_file(elsewhere / source.file, LAPTOP, source.settings)
        assert again.files == first.files
