"""Which decks are executed, and how the others are refused."""

import pytest

from saggar.runtime.engines.gpumd.deck import DumpXyz, NptScr, Nve, NvtBdp, parse_deck
from saggar.schemas.errors import EngineError

HEAD = "potential nep.txt\ntime_step 1\n"
TRICLINIC = "300 400 100 0.1 0.2 0.3 0 0 0 10 20 30 40 50 60 1000"


def test_a_production_deck_reads_as_written():
    text = (
        "potential nep.txt\n"
        "time_step 2 # fs\n"
        f"ensemble npt_scr {TRICLINIC}\n"
        "correct_velocity 10\n"
        "dump_thermo 100\n"
        "dump_xyz -1 0 1000 dump.xyz velocity force\n"
        "run 50000\n"
    )
    block = parse_deck(text, release="5.6").blocks[0]
    assert block.ensemble == NptScr(
        3, 300, 400, 100, (0.1, 0.2, 0.3, 0, 0, 0), (10, 20, 30, 40, 50, 60), 1000
    )
    assert block.time_step_fs == 2.0
    assert block.correct_velocity.interval == 10
    assert block.outputs[1] == DumpXyz(
        6, 1000, "dump.xyz", "single", frozenset({"velocity", "force"})
    )
    assert block.run.steps == 50000


def test_ensemble_outputs_and_correction_hold_for_one_run_and_the_time_step_for_all():
    text = (
        HEAD + "ensemble nvt_bdp 300 600 100\ncorrect_velocity 10\ndump_thermo 5\nrun 10\n"
        "ensemble nve\nrun 20\n"
    )
    first, second = parse_deck(text, release="main").blocks
    assert first.ensemble == NvtBdp(3, 300, 600, 100)
    assert second.ensemble == Nve(7)
    assert (second.correct_velocity, second.outputs) == (None, ())
    assert second.time_step_fs == 1.0


def test_dump_xyz_takes_the_form_of_its_release():
    newer = HEAD + "ensemble nve\ndump_xyz 10 d.xyz precision double velocity\nrun 10"
    older = HEAD + "ensemble nve\ndump_xyz -1 0 10 d.xyz velocity\nrun 10"
    assert parse_deck(newer, release="main").blocks[0].outputs[0].precision == "double"
    assert parse_deck(older, release="4.0").blocks[0].outputs[0].file == "d.xyz"
    with pytest.raises(EngineError, match=r"run\.in:4: .*accepted in release 5\.6 is 'dump_xyz -1"):
        parse_deck(newer, release="5.6")
    with pytest.raises(EngineError, match=r"run\.in:4: .*'dump_xyz -1 0 10 d\.xyz velocity'"):
        parse_deck(older, release="main")


def test_active_has_no_uncertainty_flag_before_4_4():
    committee = "potential a.txt\npotential b.txt\nensemble nve\n"
    older, newer = (committee + f"active 10 1 1 {extra}0.05\nrun 10" for extra in ("", "1 "))
    assert not parse_deck(older, release="4.3").blocks[0].outputs[0].has_uncertainty
    assert parse_deck(newer, release="4.4").blocks[0].outputs[0].has_uncertainty
    with pytest.raises(EngineError, match="has_velocity has_force threshold"):
        parse_deck(newer, release="4.3")


BAD_LINES = {
    "minimize sd 1e-3 100": "accepted keywords are active, correct_velocity, dump_thermo",
    "compute_msd 1 50": "accepted keywords are",
    "velocity 300": "accepted keywords are",
    "replicate 2 2 2": "accepted keywords are",
    "ensemble nvt_nhc 300 300 100": "accepted are 'ensemble nve'",
    "ensemble nvt_bdp 300 300": "accepted are 'ensemble nve'",
    "ensemble nvt_bdp 0 300 100": "initial temperature in K is '0'; it must be above 0",
    "ensemble nvt_bdp 300 -5 100": "final temperature in K is '-5'; it must be above 0",
    "ensemble nvt_bdp 300 300 0.5": "relaxation time in steps is '0.5'; it must be at least 1",
    "ensemble nvt_bdp nan 300 100": "initial temperature in K is 'nan'; accepted is a finite",
    "ensemble npt_scr 300 300 100 0 50 1000": "with 3 (xx yy zz) or 6 (xx yy zz yz xz xy)",
    "ensemble npt_scr 300 300 100 0 0 0 50 -50 50 1000": "modulus in GPa is '-50'; it must",
    "ensemble npt_scr 300 300 100 0 0 0 50 50 50 0": "barostat's relaxation time in steps is '0'",
    "correct_velocity 9": "the interval is '9'; accepted is an integer of at least 10",
    "correct_velocity 10 0": "accepted is 'correct_velocity interval'",
    "dump_thermo 0": "the interval is '0'; accepted is an integer of at least 1",
    "dump_thermo 1.5": "the interval is '1.5'",
    "dump_thermo 010": "the interval is '010'",
    "dump_xyz 10 ../d.xyz": "'../d.xyz' cannot be the output file",
    "dump_xyz 10 thermo.out": "'thermo.out' cannot be the output file",
    "dump_xyz 10 d.xyz mass": "accepted are velocity, force, potential, virial",
    "dump_xyz 10 d.xyz force force": "each at most once",
    "active 10 2 1 1 0.1": "has_velocity is '2'; accepted is 0 or 1",
    "active 10 1 1 0.1": "active interval has_velocity has_force has_uncertainty threshold",
    "time_step 0": "the time step in fs is '0'; it must be above 0",
    "time_step 1 0.1": "accepted is 'time_step dt'",
    "potential a.txt b.txt": "accepted is 'potential FILE'",
    "run 1e6": "the number of steps is '1e6'",
    "run 0": "the number of steps is '0'",
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_line_that_is_not_executed_is_named_with_what_is_accepted(line):
    text = f"potential a.txt\npotential b.txt\n# next line is bad\n{line}\nensemble nve\nrun 10\n"
    with pytest.raises(EngineError) as caught:
        parse_deck(text, release="main")
    message = str(caught.value)
    assert f"run.in:4: {line!r}: " in message
    assert BAD_LINES[line] in message


def test_a_line_has_at_most_32_words():
    with pytest.raises(EngineError, match=r"run\.in:2: .*33 words; GPUMD accepts at most 32"):
        parse_deck("potential a\ndump_xyz" + " x" * 32 + "\nensemble nve\nrun 1", release="main")


BAD_DECKS = {
    "ensemble nve\nrun 10": "run.in: there is no 'potential' line",
    "potential a\nensemble nve": "run.in: there is no 'run' line",
    "potential a\nrun 10": "run.in:2: no 'ensemble' line before this 'run'",
    "potential a\nensemble nve\nrun 10\nrun 10": "run.in:4: no 'ensemble' line before this 'run'",
    "potential a\nensemble nve\nrun 10\ndump_thermo 10": "run.in:4: nothing follows",
    "potential a\nensemble nve\nrun 1\npotential b\nensemble nve\nrun 1": "run.in:4: 'potential' a",
    "potential a\nensemble nve\nensemble nve\nrun 1": "run.in:3: ensemble was already given",
    "potential a\nensemble nve\ndump_thermo 1\ndump_thermo 2\nrun 1": "run.in:4: the same output",
    "potential a\nensemble nve\ndump_xyz 1 d\ndump_xyz 2 d\nrun 1": "run.in:4: the same output",
    "potential a\nensemble nve\nactive 1 1 1 1 0\nrun 1": "run.in:3: 'active' compares potentials",
}


@pytest.mark.parametrize("text", BAD_DECKS)
def test_a_deck_that_would_do_nothing_or_not_what_it_says_is_refused(text):
    with pytest.raises(EngineError) as caught:
        parse_deck(text, release="main")
    problems = str(caught.value).splitlines()[1:]
    assert len(problems) == 1
    assert problems[0].startswith(BAD_DECKS[text])


def test_two_dumps_into_two_files_are_accepted():
    text = HEAD + "ensemble nve\ndump_xyz 1 a.xyz\ndump_xyz 10 b.xyz force\nrun 10"
    assert len(parse_deck(text, release="main").blocks[0].outputs) == 2


def test_all_problems_are_reported_in_the_order_of_their_lines():
    text = "potential a\nensemble nvt_bdp 0 1 1\ndump_thermo x\nrun 5\ndump_thermo 1\n"
    with pytest.raises(EngineError) as caught:
        parse_deck(text, release="main")
    lines = [problem.split(":")[1] for problem in str(caught.value).splitlines()[1:]]
    assert lines == ["2", "3", "5"]


@pytest.mark.parametrize("release", ["3.9", "5.7", "6.0", "newest", ""])
def test_a_release_of_unknown_format_is_refused(release):
    with pytest.raises(EngineError, match=r"allowed are 4\.0 to 5\.6, and 'main'"):
        parse_deck("", release=release)


def test_a_patch_release_has_the_format_of_its_minor_release():
    text = HEAD + "ensemble nve\ndump_xyz -1 0 1 d.xyz\nrun 1"
    assert parse_deck(text, release="4.9.1").release.grouped_dump_xyz
