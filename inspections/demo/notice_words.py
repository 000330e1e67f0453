"""What the notices of the story say, in both languages, and to whom; by name."""

from dataclasses import dataclass

from enterprises.states import NoticeKind, Species


@dataclass(frozen=True)
class Words:
    """A notice as it is written; it takes effect so many days after it is sent."""

    kind: NoticeKind
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    destinations: tuple[str, ...] = ()
    analytes: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    effective_in: int = 0
    asks_acknowledgement: bool = True
    is_public: bool = False


MARKS = Words(
    NoticeKind.TECHNICAL,
    "输欧亚经济联盟裘皮服装须逐件加施识别标识",
    "Fur garments for the Eurasian Economic Union carry a mark on every piece",
    """自2016年8月12日起，裘皮服装在欧亚经济联盟成员国流通须逐件加施控制（识别）标识。

报检时请逐件填写标识号码：号码数少于件数的，报检单予以退回，补齐后可再次提交。标识由进口方申领的，请在签约时约定交付时间，勿待装箱时补贴。""",
    """Since 12 August 2016 a garment of fur is traded in the member states of the Eurasian Economic \
Union only with a control (identification) mark on the piece.

Give the mark of every piece in the declaration. Where fewer marks than pieces are given, the \
declaration is returned, and may be handed in again when it is complete. Where the importer orders \
the marks, agree on the day of delivery in the contract; do not wait until the goods are packed.""",
    destinations=("RU", "KZ", "BY"),
    is_public=True,
)
CHROMIUM = Words(
    NoticeKind.RISK,
    "输欧产品皮板六价铬风险提示",
    "Chromium (VI) in the leather of furs for the European Union",
    """欧盟规定：与皮肤接触的皮革部分，六价铬含量须低于3 mg/kg（干重）。

铬鞣皮在高温、强光或碱性条件下存放，三价铬可能转化为六价铬，因此出厂时合格的皮张，数月后仍可能超标。请核对硝染厂的还原工序记录，按批检测，并将成品存放于阴凉处。检出3 mg/kg及以上的原料批不得用于输欧产品。""",
    """In the European Union the leather parts of a product that touch the skin contain less than \
3 mg/kg of chromium (VI), by dry weight.

In chromium-tanned skins that are kept hot, in strong light or in alkaline conditions, chromium (III) \
may turn into chromium (VI); skins that conformed when they were delivered may exceed the limit some \
months later. Look at the dyehouse's record of the reduction step, have each lot tested, and keep \
finished garments cool. A lot with 3 mg/kg or more is not used for goods to the European Union.""",
    destinations=("DE", "FR", "IT", "PL"),
    analytes=("CR6",),
    is_public=True,
)
AMINES_EARLIER = Words(
    NoticeKind.TECHNICAL,
    "输日产品偶氮染料检测要求",
    "Azo dyes in furs for Japan: what to have tested",
    """日本自2016年4月1日起限制可分解出24种芳香胺的偶氮染料，每种限量30 µg/g，适用于法令列明的产品。

请在投产前按批送检“可分解有害芳香胺”项目。""",
    """Since 1 April 2016 Japan restricts azo dyes that release any of 24 aromatic amines, 30 µg/g \
each, in the products that its ordinance names.

Have each lot tested for “aromatic amines released from azo colorants” before it is cut.""",
    destinations=("JP",),
    analytes=("AZO",),
)
AMINES = Words(
    NoticeKind.TECHNICAL,
    "输日产品24种芳香胺：4-氨基偶氮苯须单独检测",
    "The 24 amines of Japan: 4-aminoazobenzene is tested as an item of its own",
    """本通知取代此前同题通知。

“可分解有害芳香胺”的常规方法不能直接检出4-氨基偶氮苯，须另用专门方法。送检输日原料时，请在常规项目之外另列“4-氨基偶氮苯”一项；缺此项结果的，报检单待该项检测报出后再行判定。

每种限量仍为30 µg/g。""",
    """This takes the place of the earlier notice on the same matter.

The usual method for aromatic amines does not by itself find 4-aminoazobenzene, for which there is a \
method of its own. When skins for Japan are sent to be tested, order “4-aminoazobenzene” beside the \
usual item. A declaration that lacks this one value waits until it is reported.

The limit stays 30 µg/g for each amine.""",
    destinations=("JP",),
    analytes=("AZO", "4-AAB"),
    is_public=True,
)
KOREA = Words(
    NoticeKind.TECHNICAL,
    "输韩儿童裘皮服装甲醛限量提示",
    "Formaldehyde in furs for children, to Korea",
    """输往韩国的裘皮服装，甲醛限量因穿着者不同：婴幼儿20 mg/kg，儿童75 mg/kg，成人非直接接触皮肤300 mg/kg。

同一原料批可能适合成人而不适合儿童。请在报检时如实填写穿着者；儿童产品请使用检测值明显低于75 mg/kg的原料批。""",
    """For furs to Korea the limit of formaldehyde depends on who wears them: 20 mg/kg for infants, \
75 mg/kg for children, and 300 mg/kg for adults where the fur does not touch the skin directly.

One lot may do for adults and not for children. Say in the declaration who wears the garment, and \
choose for children lots whose value lies well below 75 mg/kg.""",
    destinations=("KR",),
    analytes=("HCHO",),
)
STOCK = Words(
    NoticeKind.POLICY,
    "关于开展原料皮库存盘点的通知",
    "Count the skins in stock",
    """请各注册企业和备案硝染厂于本通知生效后十个工作日内完成原料皮盘点，并与核销台账逐批核对。

差异应附说明，由检验员核实后提出调整，另一名负责人批准。无法说明的差异将记入管理规范记录。""",
    """Let every registered firm and every dyehouse on file count its skins within ten working days \
of the day this takes effect, lot by lot against the write-off ledger.

Explain each difference. An inspector looks into it and proposes the correction, and another person \
approves it. A difference that nobody can explain counts in the record of sound management.""",
    effective_in=5,
    is_public=True,
)
ITALY = Words(
    NoticeKind.RISK,
    "输意大利产品检测报告正本要求提示",
    "Originals of test reports for goods to Italy",
    """有企业反映，意大利买方要求随货提供检测报告正本。请相关企业提前向实验室申请。""",
    """Firms tell us that buyers in Italy ask for the original of the test report with the goods. \
Ask the laboratory for it in time.""",
    destinations=("IT",),
)
ITALY_REASON = "经向买方核实，可在线核验的副本即可。 The buyers confirmed that a copy that can be verified suffices."
HOURS = Words(
    NoticeKind.POLICY,
    "节假日值班与时限计算说明",
    "Holidays: who is on duty, and how days are counted",
    """法定节假日期间可照常在线填报、提交；按工作日计算的时限自节后首个工作日起算。

加急放行请于节前两个工作日提出。值班电话见大厅公告。""",
    """On public holidays you can write and hand in as on any day; periods in working days begin on \
the first working day after the holiday.

Where a release is urgent, ask two working days before the holiday. The number of who is on duty is \
shown at the counter.""",
    asks_acknowledgement=False,
    is_public=True,
)
FORMALDEHYDE = Words(
    NoticeKind.RISK,
    "近期染色水貂皮甲醛检出值偏高，请投产前核对",
    "Formaldehyde runs high in dyed mink: look before you cut",
    """近期数批染色水貂皮的甲醛检测值接近或超过300 mg/kg。

请在裁制前核对每批的检测结果或备案硝染厂的月度监测情况；接近限量的，可要求硝染厂复洗后重新送检。已判不合格的原料批不得投产，直至处置完毕。""",
    """In several lots of dyed mink formaldehyde was lately found near 300 mg/kg or above.

Before you cut, look at the result of each lot, or at the monthly monitoring of the dyehouse on \
file. Where a value is near the limit, the dyehouse can wash the skins again and have them tested \
anew. A lot that failed is not used until it is decided what becomes of it.""",
    analytes=("HCHO",),
    species=(Species.MINK,),
    effective_in=12,
)
DRAFT = Words(
    NoticeKind.POLICY,
    "关于明年月度监测安排的通知（征求意见稿）",
    "The monthly monitoring of next year (draft for comment)",
    """拟自明年1月起，将月度监测抽样日期提前两个工作日公布。请科内讨论后定稿。""",
    """From January the days of the monthly draws shall be published two working days ahead. To be \
talked over in the section before it is sent.""",
    effective_in=30,
)
