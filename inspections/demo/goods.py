"""What the firms of the story make, whom they sell it to, and how it leaves."""

from dataclasses import dataclass
from decimal import Decimal

from enterprises.states import Product, Species
from inspections.states import Transport

APPAREL = "4303101090"
RUSSIA = "RU"
# Where goods bear an identification mark on every piece.
MARKED = frozenset({"RU", "KZ", "BY", "AM", "KG"})


@dataclass(frozen=True)
class Make:
    """A product of one species: usual skins and price of a piece, its weight in kilograms."""

    product: Product
    skins: Decimal
    usd: int
    kg: Decimal
    name: str
    # How often it is made, beside the others of its species.
    often: int = 1


def _make(product: Product, skins: str, usd: int, kg: str, name: str, often: int = 1) -> Make:
    return Make(product, Decimal(skins), usd, Decimal(kg), name, often)


MAKES: dict[Species, tuple[Make, ...]] = {
    Species.MINK: (
        _make(Product.COAT_LONG, "38", 2150, "2.6", "水貂长大衣 Long mink coat", 1),
        _make(Product.COAT_SHORT, "24", 1520, "1.9", "水貂短大衣 Short mink coat", 3),
        _make(Product.JACKET, "18", 1180, "1.5", "水貂夹克 Mink jacket", 4),
        _make(Product.VEST, "12", 760, "0.9", "水貂马甲 Mink vest", 4),
    ),
    Species.FOX: (
        _make(Product.COAT_SHORT, "9", 860, "2.2", "狐狸短大衣 Short fox coat", 2),
        _make(Product.VEST, "6", 520, "1.2", "狐狸马甲 Fox vest", 1),
    ),
    Species.RACCOON_DOG: (
        _make(Product.COAT_SHORT, "9", 640, "2.3", "貉子短大衣 Short raccoon-dog coat"),
        _make(Product.VEST, "6", 410, "1.3", "貉子马甲 Raccoon-dog vest"),
    ),
    Species.RABBIT: (
        _make(Product.COAT_SHORT, "20", 380, "1.8", "獭兔短大衣 Short rex-rabbit coat"),
        _make(Product.JACKET, "16", 290, "1.4", "獭兔夹克 Rex-rabbit jacket"),
    ),
    Species.LAMB: (
        _make(Product.COAT_LONG, "20", 820, "2.4", "羔皮长大衣 Long lamb coat"),
        _make(Product.JACKET, "12", 540, "1.6", "羔皮夹克 Lamb jacket"),
    ),
    Species.SHEARLING: (_make(Product.JACKET, "5", 460, "1.9", "羊剪绒夹克 Shearling jacket"),),
}
CONSIGNEES = {
    "RU": (
        ("ООО «Северный мех»", "Москва, ул. Шоссейная, 90"),
        ("ООО «Меховая компания Урал»", "Екатеринбург, ул. Бебеля, 17"),
        ("ИП Соколова Н. В.", "Новосибирск, ул. Гусинобродское, 62"),
        ("ООО «Сибирская шуба»", "Омск, ул. 10 лет Октября, 195"),
        ("ООО «Меха Поволжья»", "Казань, пр. Ямашева, 46"),
        ("ИП Гордеев А. С.", "Хабаровск, ул. Суворова, 73"),
    ),
    "KZ": (("ТОО «Алматы Мех»", "Алматы, пр. Рыскулова, 103"),),
    "UA": (("ТОВ «Хутряний дім»", "Харків, вул. Академіка Павлова, 44"),),
    "MN": (("Алтан Үс ХХК", "Ulaanbaatar, Narantuul, 12"),),
    "DE": (("Pelzhaus Brandt GmbH", "Frankfurt am Main, Niddastrasse 64"),),
    "FR": (("Maison Delorme Fourrures", "Paris, 47 rue du Faubourg Poissonniere"),),
    "IT": (("Pellicceria Valsesia S.r.l.", "Milano, Via Solferino 12"),),
    "PL": (("Futra Wilczynski Sp. z o.o.", "Lodz, ul. Piotrkowska 217"),),
    "US": (("Hallorand Furs Inc.", "New York, 333 Seventh Avenue"),),
    "JP": (("株式会社北斗ファー Hokuto Fur Co.", "東京都台東区浅草橋 3-12"),),
    "KR": (("한빛모피 Hanbit Fur Co.", "Seoul, Jung-gu, Toegye-ro 212"),),
}
WAYS = {
    "RU": (("满洲里 Manzhouli", Transport.RAIL), ("二连浩特 Erenhot", Transport.ROAD)),
    "KZ": (("霍尔果斯 Khorgos", Transport.RAIL),),
    "MN": (("二连浩特 Erenhot", Transport.ROAD),),
}
BY_SEA, BY_AIR = ("天津 Tianjin", Transport.SEA), ("北京首都机场 Beijing airport", Transport.AIR)
