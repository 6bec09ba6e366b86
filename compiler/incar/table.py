"""The tags of INCAR that a campaign may give, with what each takes.

Types, words and bounds are those of the tags' pages in the VASP wiki (Category:INCAR tag, VASP 5.4
to 6.5); a bound stands here where the page names one or the number has no sense beyond it. Tags
that other keys of a campaign stand for, or that belong to a calculation rather than to a study,
have their place in `saggar.compiler.incar.roles`.
"""

from collections.abc import Callable, Iterable

from saggar.compiler.incar.tag import ANY, SPECIES, Kind, Subject, Tag

_Tags = Callable[[Subject], Iterable[Tag]]


def _tags(
    kind: Kind,
    names: str,
    count: int = 1,
    *,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    allowed: tuple[int | str, ...] = (),
) -> _Tags:
    """Give tags that take the same, as soon as it is known what they are about."""
    return lambda subject: (
        Tag(name, kind, count, least, most, above, allowed, subject) for name in names.split()
    )


def _about(subject: Subject, *kinds: _Tags) -> tuple[Tag, ...]:
    return tuple(tag for tags in kinds for tag in tags(subject))


_ELECTRONS = _about(
    "electrons",
    _tags("logical", "ADDGRID GGA_COMPAT LNOAUGXC NLSPLINE LCOMPAT LCORR"),
    _tags("whole", "LMAXPAW LMAXTAU", least=-1),
    _tags("whole", "VOSKOWN", allowed=(0, 1)),
    _tags("whole", "ISYM", allowed=(-1, 0, 1, 2, 3)),
    _tags("real", "SYMPREC ENAUG", above=0),
    _tags("real", "EFERMI", allowed=("MIDGAP", "LEGACY")),
    _tags("real", "ROPT", SPECIES),
    _tags("real", "POMASS ZVAL", SPECIES, above=0),
    _tags("real", "VCA", SPECIES, least=0, most=1),
    _tags("real", "PSTRESS ENINI"),
)  # fmt: skip

_CONVERGENCE = _about(
    "convergence",
    _tags("logical", "LMIXTAU MIXFIRST LDIAG LSUBROT"),
    _tags("whole", "NELMDL MAXMIX"),
    _tags("whole", "NELMIN NRMM", least=0),
    _tags("whole", "INIWAV", allowed=(0, 1)),
    _tags("real", "EBREAK DEPER TIME WEIMIN", least=0),
    _tags("whole", "IMIX", allowed=(0, 1, 2, 4)),
    _tags("whole", "INIMIX", allowed=(0, 1, 2)),
    _tags("whole", "MIXPRE", allowed=(0, 1, 2, 3)),
    _tags("whole", "LMAXMIX", least=0, most=8),
    _tags("real", "AMIX AMIX_MAG AMIN BMIX BMIX_MAG WC MINROT"),
)

_EXCHANGE = _about(
    "exchange",
    _tags("logical", "LHFCALC LTHOMAS LRHFCALC LMODELHF LFOCKAEDFT LFOCKACE LFOCKSTD EVENONLY"),
    _tags("logical", "ODDONLY LTBOUNDLIBXC LHFONE SHIFTRED LSFBXC LDOWNSAMPLE"),
    _tags("whole", "NKRED NKREDX NKREDY NKREDZ", least=1),
    _tags("whole", "LMAXFOCK LMAXFOCKAE HFLMAX", least=-1),
    _tags("whole", "NMAXFOCKAE FOCKCORR", allowed=(1, 2)),
    _tags("real", "AEXX", least=0, most=1),
    _tags("real", "AGGAX AGGAC ALDAX ALDAC AMGGAX AMGGAC HFALPHA PARAM1 PARAM2"),
    _tags("real", "HFSCREEN HFSCREENC ENCUTFOCK", least=0),
    _tags("real", "HFRCUT CMBJA CMBJB CMBJE RSMBJ SMBJ"),
    _tags("real", "CMBJ QMAXFOCKAE XC_C", ANY),
    _tags("word", "PRECFOCK",
          allowed=("Low", "Medium", "Fast", "Normal", "Single", "Accurate")),
)  # fmt: skip

_DISPERSION = _about(
    "dispersion",
    _tags("logical", "LUSE_VDW LSPIN_VDW LVDWEXPANSION LVDW_EWALD LVDWSCS LSCALER0 LSCSGRAD "
          "LTSSURF"),
    _tags("logical", "LVDW_ONECELL", 3),
    _tags("whole", "IVDW_NL", allowed=(1, 2)),
    _tags("real", "VDW_RADIUS VDW_CNRADIUS SCSRAD", above=0),
    _tags("real", "VDW_S6 VDW_S8 VDW_SR VDW_A1 VDW_A2 VDW_D VDW_SCALING ZAB_VDW ALPHA_VDW "
          "GAMMA_VDW BPARAM CPARAM"),
    _tags("real", "VDW_C6 VDW_R0 VDW_ALPHA VDW_C6AU VDW_R0AU", SPECIES),
    _tags("real", "LIBMBD_ALPHA LIBMBD_C6AU LIBMBD_R0AU", SPECIES),
    _tags("real", "LIBMBD_K_GRID_SHIFT LIBMBD_MBD_A LIBMBD_MBD_BETA LIBMBD_TS_D LIBMBD_TS_SR"),
    _tags("whole", "LIBMBD_K_GRID", 3, least=1),
    _tags("whole", "LIBMBD_N_OMEGA_GRID", least=1),
    _tags("text", "LIBMBD_METHOD LIBMBD_PARALLEL_MODE LIBMBD_VDW_PARAMS_KIND LIBMBD_XC"),
)  # fmt: skip

_MAGNETISM = _about(
    "magnetism",
    _tags("logical", "LNONCOLLINEAR LSORBIT LSPIRAL LZEROZ LORBMOM"),
    _tags("whole", "I_CONSTRAINED_M", allowed=(1, 2, 4)),
    _tags("real", "LAMBDA", least=0),
    _tags("real", "SAXIS QSPIRAL", 3),
    _tags("real", "BEXT", ANY),
    _tags("real", "MAGMOM", SPECIES),
    _tags("real", "RWIGS", SPECIES, above=0),
)

_ON_SITE = _about(
    "on-site",
    _tags("logical", "LDAU"),
    _tags("whole", "LDAUTYPE", allowed=(1, 2, 3, 4)),
    _tags("whole", "LDAUPRINT", allowed=(0, 1, 2)),
    _tags("whole", "LDAUL", SPECIES, least=-1, most=3),
    _tags("real", "LDAUU LDAUJ", SPECIES),
)

_ELECTROSTATICS = _about(
    "electrostatics",
    _tags("logical", "LDIPOL LMONO LVACPOTAV"),
    _tags("whole", "IDIPOL", allowed=(1, 2, 3, 4)),
    _tags("real", "EFIELD"),
    _tags("real", "EPSILON", above=0),
    _tags("real", "VACPOTFLAT", least=0),
    _tags("real", "DIPOL", 3),
)

_MACHINE = _about(
    "machine",
    _tags("logical", "LASYNC LPLANE LSCAAWARE LSCALAPACK LSCALU LUSENCCL"),
    _tags("whole", "KPAR NCORE NPAR NSIM NCORE_IN_IMAGE1 MAXMEM KBLOCK NTAUPAR NOMEGAPAR",
          least=1),
    _tags("whole", "NBLK NCSHMEM KPOINTS_OPT_NKBATCH", least=-1),
)  # fmt: skip

_OUTPUT = _about(
    "output",
    _tags("logical", "LAECHG LCHARGH5 LEFG LELF LH5 LHYPERFINE LSYNCH5 LVHAR LVTOT LWAVEH5 "
          "LWEIGHTED PFLAT"),
    _tags("whole", "NEDOS EFERMI_NEDOS", least=1),
    _tags("whole", "PROUTINE PLEVEL"),
    _tags("whole", "LORBIT", allowed=(0, 1, 2, 5, 10, 11, 12, 13, 14)),
    _tags("whole", "NWRITE", allowed=(0, 1, 2, 3, 4)),
    _tags("real", "EMIN EMAX PTHRESHOLD"),
    _tags("real", "QUAD_EFG NGYROMAG", SPECIES),
    _tags("word", "BANDGAP", allowed=("COMPACT", "WEIGHT", "KPOINT")),
    _tags("word", "STOP_ON", allowed=("Error", "Alert")),
    _tags("text", "WRT_POTENTIAL"),
)  # fmt: skip

_ONE_CELL = _about(
    "one cell",
    _tags("whole", "NBANDS NGX NGY NGZ NGXF NGYF NGZF", least=1),
    _tags("real", "NELECT", above=0),
    _tags("real", "NUPDOWN"),
    _tags("real", "FERWE FERDO", ANY, least=0, most=1),
    _tags("real", "M_CONSTR EFOR", ANY),
)

_IONS = _about(
    "ions",
    _tags("logical", "LATTICE_CONSTRAINTS", 3),
    _tags("whole", "NFREE NBLOCK ISEARCH FINDIFF", least=0),
    _tags("real", "POTIM", least=0),
    _tags("real", "DIMER_DIST STEP_SIZE STEP_MAX"),
    _tags("real", "IRC_DELTA0 IRC_MAXSTEP IRC_MINSTEP IRC_VNORM0"),
    _tags("whole", "IRC_DIRECTION", allowed=(-1, 1)),
    _tags("whole", "IRC_STOP IWAVPR"),
)

_DYNAMICS = _about(
    "dynamics",
    _tags("logical", "LTEMPER LBLUEOUT VELOCITY"),
    _tags("logical", "FMP_ACTIVE", SPECIES),
    _tags("whole", "MDALGO NPACO NSUBSYS HILLS_BIN SHAKEMAXITER NTEMPER NHC_NCHAINS NHC_NRESPA "
          "NHC_NS FMP_DIRECTION FMP_PERIOD FMP_SNUMBER FMP_SWAPNUM", ANY),
    _tags("whole", "RANDOM_SEED", ANY),
    _tags("real", "TEBEG TEEND SMASS PMASS ANDERSEN_PROB APACO LANGEVIN_GAMMA LANGEVIN_GAMMA_L "
          "CSVR_PERIOD HILLS_H HILLS_W INCREM OFIELD_A OFIELD_KAPPA OFIELD_Q6_FAR OFIELD_Q6_NEAR "
          "HITOLER PSUBSYS SHAKETOL TSUBSYS VALUE_MAX VALUE_MIN SPRING_K SPRING_R0 "
          "SPRING_V0 FBIAS_A FBIAS_D FBIAS_R0 SCALEE TILAMBDA VCAIMAGES BMP", ANY),
    _tags("word", "RANDOM_GENERATOR", allowed=("DEFAULT", "PCG_32")),
)  # fmt: skip

_RESPONSE = _about(
    "response",
    _tags("logical", "LBERRY LBONE LCALCEPS LCALCPOL LCHIMAG LEPSILON LLRAUG LNABLA LNICSALL "
          "LNMR_SYM_RED LOPTICS LPEAD LPOSNICS LRPA LVGVAPPL LVGVCALC NUCIND LDMATRIX MAGPOS "
          "ORBITALMAG LMAGBLOCH LGAUGE LVEL MAGDIPOLOUT LMUSIC LSYMGRAD"),
    _tags("logical", "DARWINR DARWINV"),
    _tags("whole", "ICHIBARE IEPSILON IGPAR IPEAD NPPSTR WRT_NMRCUR"),
    _tags("real", "CSHIFT DQ EFIELD_PEAD ENCUTLR LANCZOSTHR SCISSOR", ANY),
)  # fmt: skip

_SPECTRA = _about(
    "spectra",
    _tags("logical", "CH_LSPEC LKPOINTS_OPT LKPOINTS_WAN LPARD LPARDH5 LSEPB LSEPK STM"),
    _tags("whole", "CH_NEDOS KPOINTS_OPT_MODE TRANSPORT_NEDOS CLNT CLN CLL NBMOD"),
    _tags("whole", "ICORELEVEL", allowed=(0, 1, 2)),
    _tags("whole", "IBAND KPUSE", ANY, least=1),
    _tags("real", "CH_SIGMA CH_AMPLIFICATION TRANSPORT_RELAXATION_TIME CLZ"),
    _tags("real", "EINT", ANY),
)

_MANY_BODY = _about(
    "many-body",
    _tags("logical", "EVENONLYGW LADDER LALL_IN_ONE LDISENTANGLED LFERMIGW LFINITE_TEMPERATURE "
          "LFXC LFXCEPS LFXHEG LHARTREE LMP2LT LRPAFORCE LSCDM LSCK LSCRPA LSELFENERGY LSINGLES "
          "LSMP2LT LSPECTRAL LSPECTRALGW LTCTE LTETE LTRIPLET LUSEW ODDONLYGW ENCUTLF SELFENERGY"),
    _tags("whole", "ANTIRES IALL_IN_ONE IBSE KPOINT_BSE NATURALO NBANDSEXACT NBANDSGW NBANDSO "
          "NBANDSV NBANDS_WAVE NBSEBLOCKO NBSEBLOCKV NBSEEIG NCRPA_BANDS NDAV NELMGW NOMEGA "
          "NOMEGAR NOMEGA_DUMP NSTORB NTARGET_STATES", ANY),
    _tags("real", "BSEELECTRON BSEHOLE ENCUTGW ENCUTGWSOFT ESTOP OMEGAMAX OMEGAMIN OMEGATL "
          "VCUTOFF", ANY),
    _tags("word", "BSEPREC", allowed=("Low", "Medium", "High", "Accurate")),
)  # fmt: skip

_PHONONS = _about(
    "phonons",
    _tags("logical", "LPHON_DISPERSION LPHON_POLAR LPHON_READ_FORCE_CONSTANTS PHON_LBOSE "
          "PHON_LMC ELPH_IGNORE_IMAG_PHONONS ELPH_POT_GENERATE ELPH_PREPARE ELPH_RUN "
          "ELPH_SELFEN_DW ELPH_SELFEN_FAN ELPH_SELFEN_G_SKIP ELPH_SELFEN_GAPS "
          "ELPH_SELFEN_IMAG_SKIP ELPH_SELFEN_STATIC ELPH_TRANSPORT ELPH_USEBLAS ELPH_USERECIP "
          "ELPH_WF_CACHE_PREFILL ELPH_WF_REDISTRIBUTE ELPH_WRITE_HDF5VEL ELPH_WRITE_TEXTVEL"),
    _tags("whole", "IFC_ASR IFC_LR PHON_DOS PHON_NEDOS PHON_NSTRUCT PHON_NTLIST PHON_NWRITE "
          "ELPH_FERMI_NEDOS ELPH_ISMEAR ELPH_LR ELPH_NBANDS ELPH_NBANDS_SUM ELPH_SELFEN_NW "
          "ELPH_TRANSPORT_DRIVER ELPH_TRANSPORT_NEDOS_PLOT ELPH_WF_COMM_OPT", ANY),
    _tags("real", "PHON_BORN_CHARGES PHON_DIELECTRIC PHON_G_CUTOFF PHON_SIGMA PHON_TLIST "
          "ELPH_KSPACING ELPH_POT_FFT_MESH ELPH_POT_LATTICE ELPH_SELFEN_BAND_START "
          "ELPH_SELFEN_BAND_STOP ELPH_SELFEN_BROAD_TOL ELPH_SELFEN_CARRIER_DEN "
          "ELPH_SELFEN_CARRIER_DEN_RANGE ELPH_SELFEN_CARRIER_PER_CELL ELPH_SELFEN_DELTA "
          "ELPH_SELFEN_ENERGY_WINDOW ELPH_SELFEN_IKPT ELPH_SELFEN_KPTS ELPH_SELFEN_MU "
          "ELPH_SELFEN_MU_RANGE ELPH_SELFEN_TEMPS ELPH_SELFEN_TEMPS_RANGE ELPH_SELFEN_WRANGE "
          "ELPH_TRANSPORT_DFERMI_TOL ELPH_TRANSPORT_EMAX ELPH_TRANSPORT_EMAX_PLOT "
          "ELPH_TRANSPORT_EMIN ELPH_TRANSPORT_EMIN_PLOT ELPH_WF_CACHE_MB", ANY),
    _tags("text", "ELPH_DECOMPOSE ELPH_DRIVER ELPH_MODE ELPH_SCATTERING_APPROX"),
)  # fmt: skip

_PROJECTIONS = _about(
    "projections",
    _tags("logical", "LKPROJ LWANNIER90 LWANNIER90_RUN LWRITE_MMN_AMN LWRITE_SPN LWRITE_UNK "
          "LWRITE_WANPROJ LORBITALREAL"),
    _tags("whole", "NUM_WANN", least=1),
    _tags("real", "CUTOFF_MU CUTOFF_SIGMA", ANY),
    _tags("word", "CUTOFF_TYPE", allowed=("erfc", "gaussian", "fermi", "num_wann")),
    _tags("text", "LOCPROJ WANNIER90_WIN"),
)  # fmt: skip

_SOLVATION = _about(
    "solvation",
    _tags("logical", "LSOL LLAMBDA LNLDIEL LNLION"),
    _tags("real", "EB_K TAU LAMBDA_D_K NC_K SIGMA_K SOLTEMP"),
)

TAGS: dict[str, Tag] = {
    tag.name: tag
    for tags in (
        *(_ELECTRONS, _CONVERGENCE, _EXCHANGE, _DISPERSION, _MAGNETISM, _ON_SITE, _ELECTROSTATICS),
        *(_MACHINE, _OUTPUT, _ONE_CELL, _IONS, _DYNAMICS, _RESPONSE, _SPECTRA, _MANY_BODY),
        *(_PHONONS, _PROJECTIONS, _SOLVATION),
    )
    for tag in tags
}
"""Every tag by its name."""
