"""What a Methods section cites, numbered in the order of the text."""

REFERENCES = {
    "adamw": "I. Loshchilov, F. Hutter, Int. Conf. Learning Representations (2019), "
    "arXiv:1711.05101.",
    "ase": "A. H. Larsen et al., J. Phys.: Condens. Matter 29, 273002 (2017), "
    "doi:10.1088/1361-648X/aa680e.",
    "bdp": "G. Bussi, D. Donadio, M. Parrinello, J. Chem. Phys. 126, 014101 (2007), "
    "doi:10.1063/1.2408420.",
    "bj": "S. Grimme, S. Ehrlich, L. Goerigk, J. Comput. Chem. 32, 1456 (2011), "
    "doi:10.1002/jcc.21759.",
    "blocks": "H. Flyvbjerg, H. G. Petersen, J. Chem. Phys. 91, 461 (1989), doi:10.1063/1.457480.",
    "calorine": "E. Lindgren, J. M. Rahm, E. Fransson, F. Eriksson, N. Österbacka, Z. Fan, "
    "P. Erhart, J. Open Source Softw. 9, 6264 (2024), doi:10.21105/joss.06264.",
    "chgnet": "B. Deng, P. Zhong, K. Jun, J. Riebesell, K. Han, C. J. Bartel, G. Ceder, Nat. "
    "Mach. Intell. 5, 1031 (2023), doi:10.1038/s42256-023-00716-3.",
    "cordero": "B. Cordero et al., Dalton Trans. 2008, 2832, doi:10.1039/b801115j.",
    "csm": "M. Pinsky, D. Avnir, Inorg. Chem. 37, 5575 (1998), doi:10.1021/ic9804925.",
    "d3": "S. Grimme, J. Antony, S. Ehrlich, H. Krieg, J. Chem. Phys. 132, 154104 (2010), "
    "doi:10.1063/1.3382344.",
    "deviation": "Y. Zhang et al., Comput. Phys. Commun. 253, 107206 (2020), "
    "doi:10.1016/j.cpc.2020.107206.",
    "dscribe": "L. Himanen et al., Comput. Phys. Commun. 247, 106949 (2020), "
    "doi:10.1016/j.cpc.2019.106949.",
    "ewald": "P. P. Ewald, Ann. Phys. 369, 253 (1921), doi:10.1002/andp.19213690304.",
    "fps": "Y. Eldar, M. Lindenbaum, M. Porat, Y. Y. Zeevi, IEEE Trans. Image Process. 6, 1305 "
    "(1997), doi:10.1109/83.623193.",
    "gpumd": "Z. Fan et al., J. Chem. Phys. 157, 114801 (2022), doi:10.1063/5.0106617.",
    "kmeans": "S. P. Lloyd, IEEE Trans. Inf. Theory 28, 129 (1982), doi:10.1109/TIT.1982.1056489.",
    "lbfgs": "D. C. Liu, J. Nocedal, Math. Program. 45, 503 (1989), doi:10.1007/BF01589116.",
    "mace": "I. Batatia, D. P. Kovács, G. N. C. Simm, C. Ortner, G. Csányi, Adv. Neural Inf. "
    "Process. Syst. 35, 11423 (2022), arXiv:2206.07697.",
    "mace-mp": "I. Batatia et al., arXiv:2401.00096 (2023).",
    "neb": "G. Henkelman, B. P. Uberuaga, H. Jónsson, J. Chem. Phys. 113, 9901 (2000), "
    "doi:10.1063/1.1329672.",
    "nep": "Z. Fan, Z. Zeng, C. Zhang, Y. Wang, K. Song, H. Dong, Y. Chen, T. Ala-Nissila, Phys. "
    "Rev. B 104, 104309 (2021), doi:10.1103/PhysRevB.104.104309.",
    "nep4": "K. Song et al., Nat. Commun. 15, 10208 (2024), doi:10.1038/s41467-024-54554-x.",
    "neppo": "N. Österbacka, P. Erhart, neppo, program published without a paper, "
    "https://gitlab.com/materials-modeling/neppo.",
    "paths": "S. von Bülow, J. T. Bullerjahn, G. Hummer, J. Chem. Phys. 153, 021101 (2020), "
    "doi:10.1063/5.0008316.",
    "paw": "P. E. Blöchl, Phys. Rev. B 50, 17953 (1994), doi:10.1103/PhysRevB.50.17953; G. "
    "Kresse, D. Joubert, Phys. Rev. B 59, 1758 (1999), doi:10.1103/PhysRevB.59.1758.",
    "PBE": "J. P. Perdew, K. Burke, M. Ernzerhof, Phys. Rev. Lett. 77, 3865 (1996), "
    "doi:10.1103/PhysRevLett.77.3865.",
    "PBEsol": "J. P. Perdew et al., Phys. Rev. Lett. 100, 136406 (2008), "
    "doi:10.1103/PhysRevLett.100.136406.",
    "qbc": "H. S. Seung, M. Opper, H. Sompolinsky, Proc. 5th Workshop on Computational Learning "
    "Theory, 287 (1992), doi:10.1145/130385.130417.",
    "r2SCAN": "J. W. Furness, A. D. Kaplan, J. Ning, J. P. Perdew, J. Sun, J. Phys. Chem. Lett. "
    "11, 8208 (2020), doi:10.1021/acs.jpclett.0c02405.",
    "scikit-learn": "F. Pedregosa et al., J. Mach. Learn. Res. 12, 2825 (2011).",
    "scr": "M. Bernetti, G. Bussi, J. Chem. Phys. 153, 114107 (2020), doi:10.1063/5.0020514.",
    "snes": "T. Schaul, T. Glasmachers, J. Schmidhuber, Proc. 13th Annual Conf. Genetic and "
    "Evolutionary Computation, 845 (2011), doi:10.1145/2001576.2001692.",
    "soap": "A. P. Bartók, R. Kondor, G. Csányi, Phys. Rev. B 87, 184115 (2013), "
    "doi:10.1103/PhysRevB.87.184115.",
    "soap-average": "S. De, A. P. Bartók, G. Csányi, M. Ceriotti, Phys. Chem. Chem. Phys. 18, "
    "13754 (2016), doi:10.1039/C6CP00415F.",
    "tsne": "L. van der Maaten, G. Hinton, J. Mach. Learn. Res. 9, 2579 (2008).",
    "vasp": "G. Kresse, J. Furthmüller, Phys. Rev. B 54, 11169 (1996), "
    "doi:10.1103/PhysRevB.54.11169.",
    "zbl": "J. F. Ziegler, J. P. Biersack, U. Littmark, The Stopping and Range of Ions in Solids "
    "(Pergamon, New York, 1985).",
    "zur": "A. Zur, T. C. McGill, J. Appl. Phys. 55, 378 (1984), doi:10.1063/1.333084.",
}
"""Key to reference."""


class Citations:
    """Gives numbers to references as they are cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, *keys: str) -> str:
        """Cite some references: ``[3]`` or ``[3, 4]``.

        Raises
        ------
        KeyError
            If there is no such reference.
        """
        for key in keys:
            REFERENCES[key]
            self._numbers.setdefault(key, len(self._numbers) + 1)
        return f"[{', '.join(str(self._numbers[key]) for key in keys)}]"

    @property
    def listed(self) -> tuple[str, ...]:
        """What was cited, in the order of the numbers."""
        return tuple(REFERENCES[key] for key in self._numbers)
