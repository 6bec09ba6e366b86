"""Keywords that compute averages and correlations during the next run."""

from saggar.compiler.grammar.arguments import (
    Divides,
    Form,
    Integer,
    Keyword,
    Less,
    Option,
    Real,
    Relation,
    Repeat,
    Slot,
    Word,
)
from saggar.compiler.grammar.releases import before, since
from saggar.compiler.grammar.run_in.driving import GROUP, METHOD

EVERY = Integer("interval", least=1)
_CORRELATION = Integer("correlation steps", least=1)
_GROUP = Option("group", (METHOD, GROUP))
_ANY_GROUP = Option("group", (METHOD, Integer("group")))
_LOOSE_EVERY = Integer("interval", least=1, enforced=False)
_LOOSE_CORRELATION = Integer("correlation steps", least=1, enforced=False)
_FIELD = tuple(Real(f"driving force along {axis}", unit="1/A") for axis in "xyz")

_CUTOFF = Real("cutoff", above=0.0, unit="A")
_BINS = Integer("bins", least=21, most=500)
_PAIR = Option("atom", (Integer("first type", least=0, refers="type"),
                        Integer("second type", least=0, refers="type")))  # fmt: skip
_TRIPLE: tuple[Slot, ...] = (
    *(Integer(f"{which} type", least=0, refers="type") for which in ("first", "second", "third")),
    Real("least distance to the second", least=0.0, unit="A"),
    Real("largest distance to the second", unit="A"),
    Real("least distance to the third", least=0.0, unit="A"),
    Real("largest distance to the third", unit="A"),
)


def _with_modes(*head: Slot) -> tuple[Form, ...]:
    """Arguments shared by the two modal analyses, with and without a range of atom types."""
    modes = (Integer("first mode", least=1), Integer("last mode", least=1))
    relations: list[Relation] = [Less("first mode", "last mode", or_equal=True)]
    if any(slot.name == "output interval" for slot in head if isinstance(slot, Integer)):
        relations.append(Divides("interval", "output interval"))
    sizes = (
        (Word(("bin_size",), "the binning"), Integer("modes a bin", least=1)),
        (Word(("f_bin_size",), "the binning"), Real("width of a bin", above=0.0, unit="THz")),
    )
    types = (Word(("atom_range",), "the option"), Integer("first type", least=0),
             Integer("last type", least=0, refers="type"))  # fmt: skip
    ranged = (*relations, Less("first type", "last type", or_equal=True))
    forms = [Form((*head, *modes, *size), relations=tuple(relations)) for size in sizes]
    forms += [Form((*head, *modes, *size, *types), relations=ranged) for size in sizes]
    return tuple(forms)


_AXIS = (
    Word(("x", "y", "z"), "the axis"),
    Word(("lower",), "the origin"),
    Real("width of a bin", above=0.0, unit="A"),
)
_PROFILE = Word(
    ("temperature", "density/number", "density/mass", "vx", "vy", "vz", "fx", "fy", "fz"),
    "the property",
)
_GROUP_MEAN = Word(
    ("temperature", "potential", "force", "virial", "jp", "jk", "momentum"), "the property"
)


def _bins(dimension: int) -> Form:
    head = (EVERY, Integer("output interval", least=1), Word((f"bin/{dimension}d",), "the bins"))
    return Form((*head, *(_AXIS * dimension), Repeat((_PROFILE,))))


def _orders(mode: str, neighbours: Slot) -> Form:
    """``compute_orientorder``: GPUMD wants at least one of the flags that it calls optional."""
    return Form(
        (
            EVERY,
            Word((mode,), "the mode"),
            neighbours,
            Integer("number of degrees", least=1),
            Repeat((Integer("degree", least=0),), times="number of degrees"),
            Integer("average"),
        ),
        optional=(Integer("wl"), Integer("wlhat"), Integer("spare")),
    )


MEASUREMENTS = (
    Keyword(
        "compute",
        (Form((METHOD, EVERY, Integer("output interval", least=1), Repeat((_GROUP_MEAN,)))),),
        role="output",
        src="measure/compute.cu",
    ),
    Keyword(
        "compute_chunk",
        tuple(_bins(dimension) for dimension in (1, 2, 3)),
        role="output",
        src="measure/compute_chunk.cu",
        span=since("5.1"),
        instead="write `compute` with groups made of slices",
    ),
    Keyword(
        "compute_msd",
        (
            Form((EVERY, _CORRELATION), options=(_GROUP,), span=before("4.2")),
            Form(
                (EVERY, _CORRELATION),
                options=(
                    _GROUP,
                    Option("all_groups", (METHOD,)),
                    Option("save_every", (Integer("save every"),)),
                ),
                span=since("4.2"),
            ),
        ),
        role="output",
        src="measure/msd.cu",
    ),
    Keyword(
        "compute_ic",
        (
            Form(
                (
                    EVERY,
                    _CORRELATION,
                    Integer("type", least=0, refers="type"),
                    Real("charge", unit="e"),
                )
            ),
        ),
        role="output",
        src="measure/iron_conductivity.cu",
        span=since("5.3"),
        instead="compute the conductivity from dumped frames",
    ),
    Keyword(
        "compute_sdc",
        (Form((EVERY, _CORRELATION), options=(_GROUP,)),),
        role="output",
        src="measure/sdc.cu",
    ),
    Keyword(
        "compute_dos",
        (
            Form(
                (EVERY, _CORRELATION, Real("largest frequency", above=0.0, unit="THz")),
                options=(
                    _ANY_GROUP,
                    Option("num_dos_points", (Integer("points", least=1),)),
                ),
            ),
        ),
        role="output",
        src="measure/dos.cu",
    ),
    Keyword(
        "compute_rdf",
        (
            Form(
                (_CUTOFF, _BINS, EVERY),
                options=(_PAIR,),
                span=before("4.9"),
                within_thickness="cutoff",
            ),
            Form((_CUTOFF, _BINS, EVERY), span=since("4.9"), within_thickness="cutoff"),
        ),
        role="output",
        src="measure/rdf.cu",
    ),
    Keyword(
        "compute_angular_rdf",
        (
            Form(
                (_CUTOFF, _BINS, Integer("angular bins", least=21), EVERY),
                options=(_PAIR,),
                within_thickness="cutoff",
            ),
        ),
        role="output",
        src="measure/angular_rdf.cu",
    ),
    Keyword(
        "compute_adf",
        (
            Form(
                (
                    EVERY,
                    Integer("bins"),
                    Real("least distance", least=0.0, unit="A"),
                    Real("largest distance", unit="A"),
                ),
                relations=(Less("least distance", "largest distance"),),
                within_thickness="largest distance",
            ),
            Form(
                (EVERY, Integer("bins"), Repeat(_TRIPLE)),
                relations=(
                    Less("least distance to the second", "largest distance to the second"),
                    Less("least distance to the third", "largest distance to the third"),
                ),
                within_thickness="largest distance to the third",
            ),
        ),
        role="output",
        src="measure/adf.cu",
    ),
    Keyword(
        "compute_orientorder",
        (
            _orders("cutoff", _CUTOFF),
            _orders("nnn", Integer("neighbours", least=1)),
        ),
        role="output",
        src="measure/orientorder.cu",
        span=since("4.4"),
    ),
    Keyword(
        "compute_dpdt",
        (Form((EVERY,)),),
        role="output",
        src="measure/compute_dpdt.cu",
        span=since("4.5"),
    ),
    Keyword(
        "compute_es",
        (Form((Integer("interval", allowed=(1,)),)),),
        role="output",
        src="measure/compute_es.cu",
        span=since("5.2"),
    ),
    Keyword(
        "compute_hac",
        (
            Form(
                (
                    _LOOSE_EVERY,
                    _LOOSE_CORRELATION,
                    Integer("output interval", least=1, enforced=False),
                )
            ),
        ),
        role="output",
        src="measure/hac.cu",
    ),
    Keyword(
        "compute_viscosity",
        (Form((_LOOSE_EVERY, _LOOSE_CORRELATION)),),
        role="output",
        src="measure/viscosity.cu",
    ),
    Keyword(
        "compute_hnemd", (Form((EVERY, *_FIELD)),), role="output", src="measure/hnemd_kappa.cu"
    ),
    Keyword(
        "compute_hnemdec",
        (Form((Integer("driven type, from 1", least=0), EVERY, *_FIELD)),),
        role="output",
        src="measure/hnemdec_kappa.cu",
    ),
    Keyword(
        "compute_shc",
        (
            Form(
                (
                    Integer("interval", least=1, most=50),
                    Integer("correlation steps", least=100, most=1000),
                    Integer("direction", allowed=(0, 1, 2)),
                    Integer("frequencies", least=0),
                    Real("largest frequency", above=0.0, unit="THz"),
                ),
                options=(Option("group", (METHOD, Integer("group", least=-1))),),
            ),
        ),
        role="output",
        src="measure/shc.cu",
    ),
    Keyword("compute_gkma", _with_modes(EVERY), role="output", src="measure/modal_analysis.cu"),
    Keyword(
        "compute_hnema",
        _with_modes(EVERY, Integer("output interval", least=1), *_FIELD),
        role="output",
        src="measure/modal_analysis.cu",
    ),
    Keyword(
        "compute_lsqt",
        (
            Form(
                (
                    Word(("x", "y", "z"), "the direction"),
                    Integer("moments", least=100, most=10000),
                    Integer("energy points", least=100, most=10001),
                    Real("first energy", unit="eV"),
                    Real("last energy", unit="eV"),
                    Real("largest energy", unit="eV"),
                ),
                relations=(
                    Less("first energy", "last energy"),
                    Less("first energy", "largest energy", magnitude=True),
                    Less("last energy", "largest energy", magnitude=True),
                ),
                lenient=True,
            ),
        ),
        role="output",
        src="measure/lsqt.cu",
    ),
)
"""Correlation functions, distributions, profiles and transport coefficients."""
