"""The firms of the story: twelve makers of every class, three dyehouses and a declaration agent."""

from dataclasses import dataclass, field

from blacklist.states import Ground
from enterprises.states import EnterpriseKind, Species

EVERY_GROUND = frozenset(Ground)
# Indicator and the department that reports it.
TAX_A, NO_PENALTY = ("L01", "tax"), ("L02", "market_regulation")
RATED_GOOD, HONOURS_CONTRACTS = ("S01", "association"), ("L11", "market_regulation")
AWARD, LEADING, ZONE = ("S06", "commerce"), ("G03", "government"), ("G04", "government")
RECOGNISED = ("G02", "government")


@dataclass(frozen=True)
class Firm:
    """What the story knows of a firm; `key` is what the story calls it."""

    key: str
    name_zh: str
    name_en: str
    township: str
    representative: str
    kind: EnterpriseKind = EnterpriseKind.MANUFACTURER
    account: str = ""
    workers: int = 60
    pieces_per_year: int = 12_000
    markets: tuple[str, ...] = ("RU",)
    outlets: tuple[tuple[str, str, str], ...] = ()
    brands: tuple[tuple[str, str], ...] = ()
    # The class that each round of the government's grading named; the last counts for later ones.
    rounds: tuple[int | None, ...] | None = None
    grounds: frozenset[Ground] = frozenset()
    honours: tuple[tuple[str, str], ...] = ()
    species: tuple[Species, ...] = (Species.MINK, Species.MINK, Species.FOX)
    share: int = 10
    buys_from_dyehouse: bool = False
    tests_every_lot: bool = False
    is_leading: bool = False
    in_zone: bool = False
    ports: tuple[str, ...] = field(default=())
    # How its application went or its registration ended, where it is not simply registered.
    fate: str = ""
    # When it came to the bureau, if it is not one of the firms of old.
    registered_days_ago: int = 0

    def graded(self, number: int) -> int | None:
        """Give the class that a round names for it, counted from one."""
        return self.rounds[min(number, len(self.rounds)) - 1] if self.rounds else None


_MOSCOW = (
    ("RU", "Меховой салон «Снежная лиса»", "Москва, Люблино, ул. Тихорецкая, 1"),
    ("RU", "Меха «Даин»", "Москва, Садовод, корп. Б, линия 14"),
    ("RU", "Шубный дом «Северянка»", "Москва, ул. Барклая, 8"),
    ("RU", "Меха «Восток»", "Москва, Дубровка, пав. 212"),
    ("RU", "Салон «Золотой соболь»", "Москва, Ленинградский пр-т, 62"),
)

MAKERS = (
    Firm(
        "red",
        "枣强雪岭裘皮制品有限公司",
        "Zaoqiang Snow Ridge Fur Products Co., Ltd.",
        "大营镇 Daying",
        "宋长河",
        account="redfirm",
        workers=320,
        pieces_per_year=60_000,
        markets=("RU", "DE", "JP", "KZ"),
        outlets=_MOSCOW[:2],
        brands=(("雪岭 SNOW RIDGE", "RU"), ("雪岭", "")),
        rounds=(1, 1),
        grounds=EVERY_GROUND,
        honours=(TAX_A, RATED_GOOD, RECOGNISED, LEADING, ZONE),
        share=16,
        is_leading=True,
        in_zone=True,
    ),
    Firm(
        "direct",
        "河北裘都雅韵服饰有限公司",
        "Hebei Yayun Fur Fashion Co., Ltd.",
        "大营镇 Daying",
        "张雪梅",
        account="enterprise",
        workers=210,
        pieces_per_year=38_000,
        markets=("RU", "JP", "FR", "KR", "KZ"),
        outlets=_MOSCOW[2:3],
        brands=(("雅韵 YAYUN", "RU"), ("YAYUN", "JP")),
        rounds=(1, 1),
        grounds=EVERY_GROUND,
        honours=(TAX_A, RATED_GOOD, ZONE),
        share=13,
        is_leading=True,
        in_zone=True,
    ),
    Firm(
        "scored",
        "枣强县鸿羽皮草有限公司",
        "Zaoqiang Hongyu Fur Co., Ltd.",
        "大营镇 Daying",
        "郝玉国",
        workers=150,
        pieces_per_year=26_000,
        markets=("RU", "IT", "DE"),
        outlets=_MOSCOW[3:4],
        brands=(("鸿羽 HONGYU", "RU"),),
        rounds=(1, 1),
        grounds=frozenset({Ground.HONEST, Ground.QUALITY}),
        honours=(TAX_A, NO_PENALTY, RATED_GOOD),
        share=11,
        in_zone=True,
    ),
    Firm(
        "steady",
        "枣强万盛毛皮服装有限公司",
        "Zaoqiang Wansheng Fur Garments Co., Ltd.",
        "肖张镇 Xiaozhang",
        "白秀珍",
        workers=140,
        pieces_per_year=24_000,
        markets=("RU", "KR", "JP"),
        outlets=_MOSCOW[4:5],
        rounds=(1, 1),
        grounds=frozenset({Ground.HONEST, Ground.MANAGEMENT}),
        honours=(TAX_A, NO_PENALTY, RATED_GOOD),
        species=(Species.MINK, Species.MINK, Species.RABBIT),
        share=10,
    ),
    Firm(
        "failed",
        "衡水北极狐裘皮有限公司",
        "Hengshui Arctic Fox Fur Co., Ltd.",
        "大营镇 Daying",
        "冯志强",
        workers=110,
        pieces_per_year=18_000,
        rounds=(1, 1),
        grounds=frozenset({Ground.HONEST, Ground.SCALE}),
        honours=(TAX_A, NO_PENALTY, RATED_GOOD),
        species=(Species.FOX, Species.MINK, Species.RACCOON_DOG),
        share=8,
        buys_from_dyehouse=True,
    ),
    Firm(
        "nearly",
        "枣强瑞祥皮草制品厂",
        "Zaoqiang Ruixiang Fur Works",
        "张秀屯镇 Zhangxiutun",
        "耿瑞祥",
        workers=85,
        pieces_per_year=14_000,
        markets=("RU", "DE"),
        rounds=(1, 1),
        grounds=frozenset({Ground.QUALITY}),
        share=8,
        buys_from_dyehouse=True,
    ),
    Firm(
        "missed",
        "枣强金貂裘革有限公司",
        "Zaoqiang Golden Mink Fur & Leather Co., Ltd.",
        "大营镇 Daying",
        "董金贵",
        workers=70,
        rounds=(2, 2),
        honours=(TAX_A,),
        share=7,
        buys_from_dyehouse=True,
        ports=("天津 Tianjin",),
    ),
    Firm(
        "objecting",
        "枣强润泽毛皮有限公司",
        "Zaoqiang Runze Fur Co., Ltd.",
        "新屯镇 Xintun",
        "齐润生",
        workers=65,
        markets=("RU", "KR"),
        rounds=(2, 2),
        honours=(TAX_A, HONOURS_CONTRACTS),
        species=(Species.MINK, Species.LAMB, Species.FOX),
        share=7,
        buys_from_dyehouse=True,
    ),
    Firm(
        "third",
        "枣强立新裘皮加工厂",
        "Zaoqiang Lixin Fur Processing Works",
        "大营镇 Daying",
        "郭立新",
        account="enterprise2",
        workers=45,
        pieces_per_year=7_000,
        markets=("RU", "IT"),
        rounds=(3, 3),
        honours=(NO_PENALTY,),
        share=5,
        tests_every_lot=True,
    ),
    Firm(
        "penalised",
        "枣强昌盛皮毛有限公司",
        "Zaoqiang Changsheng Fur Co., Ltd.",
        "唐林镇 Tanglin",
        "吴昌盛",
        workers=40,
        pieces_per_year=6_000,
        rounds=(2, 2),
        honours=(TAX_A,),
        share=4,
        tests_every_lot=True,
    ),
    Firm(
        "black",
        "枣强东方裘业有限公司",
        "Zaoqiang Dongfang Fur Industry Co., Ltd.",
        "大营镇 Daying",
        "魏东",
        account="blackfirm",
        workers=55,
        pieces_per_year=8_000,
        rounds=(2, 2),
        share=0,
        tests_every_lot=True,
    ),
    Firm(
        "provisional",
        "枣强晨曦裘皮服饰有限公司",
        "Zaoqiang Chenxi Fur Fashion Co., Ltd.",
        "恩察镇 Encha",
        "苏晓晨",
        account="provisional",
        workers=28,
        pieces_per_year=3_000,
        markets=("RU", "KZ"),
        share=0,
        tests_every_lot=True,
        ports=("天津 Tianjin", "满洲里 Manzhouli"),
        fate="story",
        registered_days_ago=62,
    ),
)

DYEHOUSES = (
    Firm(
        "dyehouse",
        "大营清源硝染厂",
        "Daying Qingyuan Dressing and Dyeing Works",
        "大营镇 Daying",
        "田国庆",
        kind=EnterpriseKind.DYEHOUSE,
        fate="filed",
        account="dyehouse",
        workers=90,
        markets=(),
    ),
    Firm(
        "dyehouse2",
        "枣强恒彩毛皮硝染有限公司",
        "Zaoqiang Hengcai Fur Dyeing Co., Ltd.",
        "肖张镇 Xiaozhang",
        "邢恒彩",
        kind=EnterpriseKind.DYEHOUSE,
        fate="filed",
        workers=75,
        markets=(),
    ),
    Firm(
        "dyehouse3",
        "枣强碧水鞣染厂",
        "Zaoqiang Bishui Tanning and Dyeing Works",
        "新屯镇 Xintun",
        "卢水生",
        kind=EnterpriseKind.DYEHOUSE,
        fate="applied",
        registered_days_ago=12,
        workers=40,
        markets=(),
    ),
)

AGENT = Firm(
    "agent",
    "衡水通关报检服务有限公司",
    "Hengshui Customs and Declaration Service Co., Ltd.",
    "衡水市 Hengshui",
    "何佳",
    kind=EnterpriseKind.AGENT,
    account="agent",
    workers=15,
    markets=(),
)
# The makers that let the agent file for them.
PRINCIPALS = ("failed", "missed")
