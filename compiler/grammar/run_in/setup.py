"""Keywords that set up a simulation or act at once."""

from saggar.compiler.grammar.arguments import Form, Integer, Keyword, Less, Real, Text, Word
from saggar.compiler.grammar.releases import before, since

FUNCTIONALS = (
    "b1b95", "b2gpplyp", "b2plyp", "b3lyp", "b3pw91", "b97d", "bhlyp", "blyp", "bmk", "bop",
    "bp86", "bpbe", "camb3lyp", "dsdblyp", "hcth120", "hf", "hse-hjs", "lc-wpbe08", "lcwpbe",
    "m11", "mn12l", "mn12sx", "mpw1b95", "mpwb1k", "mpwlyp", "n12sx", "olyp", "opbe", "otpss",
    "pbe", "pbe0", "pbe38", "pbesol", "ptpss", "pw6b95", "pwb6k", "pwpb95", "revpbe", "revpbe0",
    "revpbe38", "revssb", "rpbe", "rpw86pbe", "scan", "sogga11x", "ssb", "tpss", "tpss0", "tpssh",
    "b2kplyp", "dsd-pbep86", "b97m", "wb97x",
)  # fmt: skip
"""Names for which D3 has parameters, letter case aside; force/dftd3.cu, initialize."""

_FACTOR = (
    Real("first scale factor", above=0.0),
    Real("last scale factor", above=0.0),
)
_RISING = (Less("first scale factor", "last scale factor"),)
_MINIMIZE = (Real("force tolerance", unit="eV/A"), Integer("steps", least=1))

SETUP = (
    Keyword(
        "replicate",
        (Form(tuple(Integer(f"copies along {axis}", least=1, enforced=False) for axis in "abc")),),
        role="cell",
        src="main_gpumd/replicate.cu",
    ),
    Keyword(
        "change_box",
        (
            Form((Real("change of all lengths", unit="A"),)),
            Form(tuple(Real(f"change of {axis}", unit="A") for axis in ("xx", "yy", "zz"))),
            Form(tuple(Real(f"change of {axis}") for axis in ("xx", "yy", "zz", "yz", "xz", "xy"))),
        ),
        role="cell",
        src="main_gpumd/run.cu",
    ),
    Keyword(
        "potential",
        (Form((Text("file"),), optional=(Text("second file or x|y|z"),)),),
        role="potential",
        src="force/force.cu",
    ),
    Keyword(
        "dftd3",
        (
            Form(
                (
                    Word(FUNCTIONALS, "the functional", any_case=True),
                    Real("cutoff of the potential", unit="A"),
                    Real("cutoff of the coordination number", unit="A"),
                )
            ),
        ),
        role="lasting",
        src="force/nep.cu",
    ),
    Keyword(
        "kspace",
        (Form((Word(("ewald", "pppm"), "the method"),)),),
        role="lasting",
        src="force/nep_charge.cu",
        span=since("4.5"),
        instead="delete it; charges are summed by Ewald's method",
    ),
    Keyword(
        "velocity",
        (
            Form((Real("temperature", above=0.0, unit="K"),)),
            Form(
                (
                    Real("temperature", above=0.0, unit="K"),
                    Word(("seed",), "the second argument", enforced=False),
                    Integer("seed", least=1, enforced=False),
                )
            ),
        ),
        role="lasting",
        src="main_gpumd/run.cu",
    ),
    Keyword(
        "time_step",
        (
            Form(
                (Real("time step", least=0.0, unit="fs", enforced=False),),
                optional=(Real("largest displacement", above=0.0, unit="A"),),
            ),
        ),
        role="lasting",
        src="main_gpumd/run.cu",
    ),
    Keyword(
        "minimize",
        (
            Form((Word(("sd",), "the method"), *_MINIMIZE)),
            Form(
                (Word(("fire",), "the method"), *_MINIMIZE),
                optional=(
                    Integer("box change", allowed=(0, 1)),
                    Integer("hydrostatic strain", allowed=(0, 1)),
                ),
            ),
        ),
        role="action",
        src="minimize/minimize.cu",
    ),
    Keyword(
        "compute_phonon",
        (
            Form(
                (
                    Real("cutoff", above=0.0, unit="A"),
                    Real("displacement", above=0.0, unit="A"),
                ),
                span=before("5.0"),
            ),
            Form((Real("displacement", above=0.0, unit="A"),), span=since("5.0")),
        ),
        role="action",
        src="phonon/hessian.cu",
    ),
    Keyword(
        "compute_cohesive",
        (
            Form((*_FACTOR, Integer("points", least=2)), span=before("5.0"), relations=_RISING),
            Form(
                (*_FACTOR, Integer("direction", least=0, most=6)),
                span=since("5.0"),
                relations=_RISING,
            ),
        ),
        role="action",
        src="main_gpumd/cohesive.cu",
    ),
    Keyword(
        "compute_elastic",
        (
            Form(
                (Real("strain", above=0.0, most=0.1), Word(("cubic",), "the crystal system")),
                span=before("5.0"),
            ),
            Form((Real("strain", above=0.0, most=0.1),), span=since("5.0")),
        ),
        role="action",
        src="main_gpumd/cohesive.cu",
    ),
    Keyword(
        "run",
        (Form((Integer("steps", least=1, enforced=False),)),),
        role="run",
        src="main_gpumd/run.cu",
    ),
)
"""What comes before dynamics, and ``run`` itself."""
