"""Keywords that write frames and thermodynamic data during the next run."""

from saggar.compiler.grammar.arguments import Form, Integer, Keyword, Option, Real, Text, Word
from saggar.compiler.grammar.releases import before, since
from saggar.compiler.grammar.run_in.driving import GROUP, METHOD

EVERY = Integer("interval", least=1)
_PRECISION = Option("precision", (Word(("single", "double"), "the precision"),), again=False)
_OF_GROUP = Option("group", (METHOD, GROUP), again=False)

QUANTITIES = (
    "velocity", "force", "potential", "virial", "mass", "charge", "bec", "unwrapped_position",
)  # fmt: skip
"""What frames can hold besides positions."""

_OLD_QUANTITIES = (
    *(Option(name) for name in QUANTITIES if name not in ("charge", "bec")),
    Option("group", span=since("4.2")),
    Option("charge", span=since("4.4")),
    Option("bec", span=since("4.5")),
)
_NEW_QUANTITIES = tuple(Option(name, again=False) for name in (*QUANTITIES, "group_labels"))
_COMPRESSION = Option("compression", (Word(("none",), "the compression"),), again=False)

_HAS_VELOCITY = Integer("has velocity")
_HAS_FORCE = Integer("has force")

_REMOVED = before("main")

DUMPS = (
    Keyword("dump_thermo", (Form((EVERY,)),), role="output", src="measure/dump_thermo.cu"),
    Keyword("dump_restart", (Form((EVERY,)),), role="output", src="measure/dump_restart.cu"),
    Keyword(
        "dump_xyz",
        (
            Form(
                (
                    Integer("grouping method", refers="grouping", default="-1"),
                    Integer("group", default="0"),
                    EVERY,
                    Text("file"),
                ),
                options=_OLD_QUANTITIES,
                span=_REMOVED,
                lenient=True,
            ),
            Form(
                (EVERY, Text("file")),
                options=(_OF_GROUP, _PRECISION, *_NEW_QUANTITIES),
                span=since("main"),
            ),
        ),
        role="output",
        src="measure/dump_xyz.cu",
    ),
    Keyword(
        "dump_exyz",
        (
            Form(
                (EVERY,),
                optional=(
                    _HAS_VELOCITY,
                    _HAS_FORCE,
                    Integer("has potential"),
                    Integer("separated"),
                ),
                lenient=True,
            ),
        ),
        role="output",
        src="measure/dump_exyz.cu at v5.6",
        span=_REMOVED,
        instead="write `dump_xyz <interval> <file> velocity force potential`",
    ),
    Keyword(
        "dump_position",
        (Form((EVERY,), options=(Option("group", (METHOD, GROUP)), _PRECISION)),),
        role="output",
        src="measure/dump_position.cu at v5.6",
        span=_REMOVED,
        instead="write `dump_xyz <interval> <file>`",
    ),
    Keyword(
        "dump_velocity",
        (Form((EVERY,), options=(_OF_GROUP,)),),
        role="output",
        src="measure/dump_velocity.cu at v5.6",
        span=_REMOVED,
        instead="write `dump_xyz <interval> <file> velocity`",
    ),
    Keyword(
        "dump_force",
        (Form((EVERY,), options=(_OF_GROUP,)),),
        role="output",
        src="measure/dump_force.cu at v5.6",
        span=_REMOVED,
        instead="write `dump_xyz <interval> <file> force`",
    ),
    Keyword(
        "dump_netcdf",
        (
            Form((EVERY, _HAS_VELOCITY), options=(_PRECISION,), span=_REMOVED),
            Form(
                (EVERY, Text("file")),
                options=(_OF_GROUP, _PRECISION, _COMPRESSION, *_NEW_QUANTITIES),
                span=since("main"),
            ),
        ),
        role="output",
        src="measure/dump_netcdf.cu",
        build="USE_NETCDF",
    ),
    Keyword(
        "dump_cg",
        (Form((EVERY, METHOD), lenient=True),),
        role="output",
        src="measure/dump_cg.cu",
        span=since("4.7"),
        instead="average the frames of `dump_xyz`",
    ),
    Keyword(
        "dump_beads",
        (Form((EVERY, _HAS_VELOCITY, _HAS_FORCE)),),
        role="output",
        src="measure/dump_beads.cu",
    ),
    Keyword(
        "dump_observer",
        (
            Form(
                (
                    Word(("observe", "average"), "the mode"),
                    Integer("interval of thermodynamics", least=1),
                    Integer("interval of frames", least=1),
                    _HAS_VELOCITY,
                    _HAS_FORCE,
                )
            ),
        ),
        role="output",
        src="measure/dump_observer.cu",
    ),
    Keyword(
        "dump_shock_nemd",
        (
            Form(
                options=(
                    Option("interval", (Integer("interval", least=1, enforced=False),)),
                    Option("bin_size", (Real("bin size", above=0.0, unit="A", enforced=False),)),
                )
            ),
        ),
        role="output",
        src="measure/dump_shock_nemd.cu",
    ),
    Keyword(
        "dump_dipole",
        (Form((Integer("interval", least=1, enforced=False),)),),
        role="output",
        src="measure/dump_dipole.cu",
    ),
    Keyword(
        "dump_polarizability",
        (Form((Integer("interval", least=1, enforced=False),)),),
        role="output",
        src="measure/dump_polarizability.cu",
    ),
    Keyword(
        "active",
        (
            Form(
                (
                    EVERY,
                    _HAS_VELOCITY,
                    _HAS_FORCE,
                    Real("threshold", least=0.0, unit="eV/A", enforced=False),
                ),
                span=before("4.4"),
            ),
            Form(
                (
                    EVERY,
                    _HAS_VELOCITY,
                    _HAS_FORCE,
                    Integer("has uncertainty", default="1"),
                    Real("threshold", least=0.0, unit="eV/A", enforced=False),
                ),
                span=since("4.4"),
            ),
        ),
        role="output",
        src="measure/active.cu",
    ),
    Keyword(
        "compute_extrapolation",
        (
            Form(
                options=(
                    Option("asi_file", (Text("file"),)),
                    Option("gamma_low", (Real("gamma low"),)),
                    Option("gamma_high", (Real("gamma high"),)),
                    Option("check_interval", (Integer("check", least=1, enforced=False),)),
                    Option("dump_interval", (Integer("dump", least=1, enforced=False),)),
                ),
                requires=(("asi_file",),),
            ),
        ),
        role="output",
        src="measure/extrapolation.cu",
    ),
    Keyword(
        "plumed",
        (Form((Text("file"), EVERY, Integer("restart", allowed=(0, 1), enforced=False))),),
        role="output",
        src="measure/plumed.cu",
        build="USE_PLUMED",
    ),
)
"""Frames, thermodynamics, committees and extrapolation grades."""
