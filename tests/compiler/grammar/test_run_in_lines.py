"""Single lines of run.in by release, as read from GPUMD's source at each tag."""

import pytest

from saggar.compiler.grammar import RELEASES, UnknownReleaseError, lint_run_in

FRAME = "potential a\npotential b\nensemble npt_scr 300 300 100 0 50 1000\n{line}\nrun 100000\n"


def errors(line: str, release: str) -> list[str]:
    frame = FRAME
    if line.startswith(("ensemble", "dump_beads")):
        frame = "potential a\npotential b\n{line}\nrun 100000\n"
    problems = lint_run_in(frame.format(line=line), release)
    return [each.message for each in problems if each.severity == "error"]


TAKEN = """
add_efield 0 1 0.1 0 0
add_force 0 1 force.txt
add_random_force 0.1
change_box 0.1
change_box 0.1 0.1 0.1 0 0 0.01
compute 0 10 100 temperature jp jk
compute_adf 100 60 0 2.5
compute_adf 100 60 0 1 2 0 2.5 0 2.5 1 1 1 0 2.5 0 2.5
compute_angular_rdf 4 100 100 50 atom 0 0
compute_dos 5 200 400.0 group 0 -1 num_dos_points 100
compute_gkma 10 1 27216 f_bin_size 1.0
compute_hac 20 500 10
compute_hnema 10 1000 0.000008 0 0 1 27216 bin_size 10 atom_range 0 1
compute_hnemd 1000 0 0.00001 0
compute_hnemdec 0 1000 0.00001 0 0
compute_lsqt x 3000 10001 -8.1 8.1 8.2
compute_sdc 2 100 group 0 1
compute_shc 2 250 1 1000 400.0 group 0 4
compute_viscosity 2 100
compute_extrapolation asi_file a.asi gamma_low 5 gamma_high 10 check_interval 10
correct_velocity 10 0
deform 0.00001 0 0 1
dftd3 PBE 12 6
dump_netcdf 100 1 precision double
dump_exyz 100 1 1 1 1
dump_observer average 1 1 0 1
dump_shock_nemd interval 10 bin_size 20
dump_velocity 10 group 0 1
electron_stop stopping.txt
ensemble nvt_bao 300 300 100
ensemble npt_ber 300 300 100 0 0 0 50 50 50 2000
ensemble pimd 32 300 300 100 0 50 1000
ensemble heat_lan 300 100 10 1 8
ensemble npt_mttk temp 300 300 tperiod 100 tri 0 0 pperiod 1000
ensemble nph_mttk aniso 0 10
ensemble msst x 10 qmass 10000 mu 10
ensemble nphug iso 0 40 e0 -3000
ensemble ti_spring temp 300 tperiod 100 tequil 1000 tswitch 4000 spring Si 6 O 5
ensemble ti_rs temp 300 3000 iso 0 tswitch 10 tequil 10
ensemble ti_as temp 300 aniso 10 20
ensemble ti_liquid temp 300 tperiod 100 p 50
ensemble wall_piston vp 2 thickness 20
mc canonical 100 200 500 10 group 1 5
mc sgc 100 1000 300 300 2 Cu 0.0 Al -2.1
mc vcsgc 100 1000 300 300 2 Al -2 Cu 0 10000
minimize fire 1e-5 1000 1 1
plumed plumed.dat 1 0
potential c x
time_step 1 0.015
velocity 300
""".strip().splitlines()


@pytest.mark.parametrize("line", TAKEN)
def test_line_of_the_first_release_is_taken_there(line: str) -> None:
    assert errors(line, "4.0") == []


CHANGES = (
    ("active 5 1 1 0.1", "4.0", "4.4"),
    ("active 5 1 1 1 0.1", "4.4", ""),
    ("add_efield 0 1 0.1 0 0 bec", "5.3", ""),
    ("add_spring ghost_com 0 1 0 0 0 couple 1 0 0 0 0", "4.7", ""),
    ("add_spring ghost_com 0 1 0 0 0 coupled 1 0 0 0 0", "4.7", "5.0"),
    ("add_spring ghost_com 0 1 0 0 0 couple 1 0 0 0 0 continue 0", "main", ""),
    ("add_spring com_com 0 1 2 couple 1 0", "5.0", ""),
    ("add_spring com_com 0 1 2 decouple 1 1 0", "5.0", ""),
    ("compute_chunk 1 10 bin/1d x lower 1.0 temperature", "5.1", ""),
    ("compute_cohesive 0.9 1.1 6", "4.0", ""),
    ("compute_cohesive 0.9 1.1 21", "4.0", "5.0"),
    ("compute_dpdt 10", "4.5", ""),
    ("compute_elastic 0.01 cubic", "4.0", "5.0"),
    ("compute_elastic 0.01", "5.0", ""),
    ("compute_es 1", "5.2", ""),
    ("compute_ic 1 100 0 1.0", "5.3", ""),
    ("compute_msd 1 100 all_groups 0 save_every 10", "4.2", ""),
    ("compute_orientorder 10 nnn 12 2 4 6 0", "4.4", ""),
    ("compute_phonon 5 0.01", "4.0", "5.0"),
    ("compute_phonon 0.01", "5.0", ""),
    ("compute_rdf 4 100 5 atom 0 1", "4.0", "4.9"),
    ("dump_cg 10 0", "4.7", ""),
    ("dump_exyz 10", "4.0", "main"),
    ("dump_position 10 precision double", "4.0", "main"),
    ("dump_velocity 10", "4.0", "main"),
    ("dump_force 10", "4.0", "main"),
    ("dump_netcdf 10 a.nc velocity", "main", ""),
    ("dump_xyz -1 0 10 a.xyz", "4.0", "main"),
    ("dump_xyz 10 a.xyz", "main", ""),
    ("dump_xyz 10 a.xyz group 0 1 precision double group_labels", "main", ""),
    ("ensemble heat_hybrid nhc lan 300 100 100 10 1 2", "5.6", ""),
    ("ensemble heat_nhc_power 300 100 1.0 1 2", "main", ""),
    ("ensemble npt_mttk temp 300 300 iso 0 0 pperiod 100", "4.0", "4.4"),
    ("ensemble npt_qtb temp 300 300 iso 0 0", "5.1", ""),
    ("ensemble nvt_qtb 300 300 100 f_max 200 N_f 100", "5.1", ""),
    ("ensemble ti_liquid temp 300 p 30", "4.0", "4.2"),
    ("ensemble ttm 0 0 1 1 1 1 1 0 2 2 2 300 ttm_source 0.1", "5.2", ""),
    ("fix 0 1", "5.1", ""),
    ("ensemble npt_mttk temp 300 300 iso 0 0 pperiod 200", "4.0", ""),
    ("ensemble ti_liquid temp 300 p 25", "4.0", ""),
    ("ensemble heat_ttm 300 100 10 1 2 0 0 1 1 1 1 1 0 2 2 2 300", "5.2", ""),
    ("add_efield 0 1 e.txt charge", "5.3", ""),
    ("add_spring ghost_atom 0 1 0 0 0 decouple 1 1 1 0 0 0", "5.0", ""),
    ("add_spring ghost_com 0 1 0 0 0 decoupled 1 1 1 0 0 0", "4.7", "5.0"),
    ("compute_rdf 4 100 5", "4.0", ""),
    ("compute_msd 1 100 group 0 1", "4.0", ""),
    ("kspace ewald", "4.5", ""),
)
"""A line, the first release that takes it, and the first one after it that does not."""


@pytest.mark.parametrize(("line", "first", "after"), CHANGES)
def test_line_is_taken_by_exactly_its_releases(line: str, first: str, after: str) -> None:
    start = RELEASES.index(first)
    stop = RELEASES.index(after) if after else len(RELEASES)

    taken = [release for release in RELEASES if not errors(line, release)]

    assert taken == list(RELEASES[start:stop])


REFUSED = (
    ("compute_rdf 4 20 5", "from 21 to 500"),
    ("compute_shc 51 250 1 1000 400", "from 1 to 50"),
    ("compute_hnema 10 1005 0 0 0 1 10 bin_size 1", "must divide"),
    ("compute_adf 100 60 2.5 2.5", "must be below"),
    ("compute_adf 100 60 0 1 2 0 2.5 0", "8 arguments"),
    ("compute_lsqt x 3000 10001 -8.1 8.1 8.1", "must be below"),
    ("correct_velocity 9", "at least 10"),
    ("dftd3 pbee 12 6", "did you mean 'pbe'"),
    ("dump_thermo 0", "at least 1"),
    ("dump_thermo 1e3", "write 1000"),
    ("dump_thermo 3000000000", "2147483647"),
    ("ensemble heat_nhc 300 100 300 1 2", "must be below"),
    ("ensemble heat_nhc 300 100 10 1 1", "must differ"),
    ("ensemble npt_mttk temp 300 300", "missing: iso or aniso"),
    ("ensemble npt_scr 300 300 100 0 0 1000", "modulus is 0"),
    ("ensemble nvt_bdp 300 300 0.5", "at least 1 steps"),
    ("ensemble nvt_bdp 0 300 100", "above 0 K"),
    ("ensemble nvt_bdp nan 300 100", "nonsense"),
    ("ensemble nvt_bpd 300 300 100", "did you mean 'nvt_bdp'"),
    ("ensemble pimd 31 300 300 100", "multiple of 2"),
    ("ensemble ti_spring temp 300 tequil 100", "together"),
    ("mc sgc 100 1000 300 300 3 Cu 0.0 Al -2.1", "10 arguments"),
    ("minimize fire 1e-5 1000 2", "allowed: 0, 1"),
    ("run 10 # fine\nrun ten", "whole number"),
    ("velocity -1", "above 0 K"),
    ("velocitty 300", "did you mean 'velocity'"),
)


@pytest.mark.parametrize(("line", "says"), REFUSED)
def test_wrong_line_is_refused_with_what_is_allowed(line: str, says: str) -> None:
    assert says in " ".join(errors(line, "4.8"))


def test_problem_points_at_the_wrong_word() -> None:
    (problem,) = lint_run_in("potential a\nensemble nvt_bdp 300  0 100\nrun 1\n", "5.6")

    assert (problem.line, problem.column, problem.text) == (2, 23, "0")
    assert (problem.keyword, problem.argument) == ("ensemble", 3)


def test_line_of_another_release_is_rewritten() -> None:
    (message,) = errors("active 5 1 1 1 0.3", "4.3")

    assert "the form of releases since 4.4" in message
    assert "write `active 5 1 1 0.3`" in message


def test_group_that_cannot_be_carried_over_is_not_rewritten() -> None:
    (message,) = errors("dump_xyz 0 1 5 a.xyz", "main")

    assert "the form of releases 4.0 to 5.6" in message
    assert "write `" not in message


def test_word_that_gpumd_skips_is_a_warning() -> None:
    text = FRAME.format(line="dump_xyz -1 0 5 d.xyz forces")

    (problem,) = lint_run_in(text, "5.6")

    assert problem.severity == "warning"
    assert "did you mean 'force'" in problem.message


@pytest.mark.parametrize(("word", "first"), [("group", "4.2"), ("charge", "4.4"), ("bec", "4.5")])
def test_quantity_is_skipped_before_its_release(word: str, first: str) -> None:
    text = FRAME.format(line=f"dump_xyz -1 0 5 d.xyz {word}")

    skipped = [release for release in RELEASES[:-1] if lint_run_in(text, release)]

    assert skipped == list(RELEASES[: RELEASES.index(first)])


def test_number_with_a_leading_zero_is_read_in_base_8() -> None:
    (problem,) = lint_run_in(FRAME.format(line="dump_thermo 0100"), "5.6")

    assert problem.severity == "warning"
    assert "as 64" in problem.message


def test_more_than_32_words_are_refused() -> None:
    line = "compute_adf 5 60" + 5 * " 0 0 0 0 2 0 2"

    assert errors(line, "5.6") == ["compute_adf: 38 words; GPUMD takes at most 32 a line"]
    assert errors("compute_adf 5 60" + 4 * " 0 0 0 0 2 0 2", "5.6") == []


def test_only_a_word_that_begins_with_a_hash_begins_a_comment() -> None:
    assert errors("dump_thermo 10 #x", "5.6") == []
    assert "whole number" in errors("dump_thermo 10#x", "5.6")[0]


@pytest.mark.parametrize("release", ["3.9.5", "5.7", "v5.6", ""])
def test_unknown_release_is_refused_with_advice(release: str) -> None:
    with pytest.raises(UnknownReleaseError, match=r"4\.0 to 5\.6 and main.*install 5\.6"):
        lint_run_in("run 1", release)
