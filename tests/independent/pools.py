"""Values the generator draws from, and credit codes."""

from datetime import date
from decimal import Decimal

CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PREFIXES = ["东源", "东源县", "河源", "广东", "深圳"]
STEMS = list("华明兴达盛宏泰丰瑞恒利信金源顺安康永新旺佳伟")
TRADES = ["电子", "机械", "建材", "水泥", "食品", "五金", "塑胶", "硅业", "玩具", "家具"]
WORKS = ["自动化生产线", "数控设备", "窑炉节能", "MES系统", "注塑机", "机器人焊接"]
TOWNS = [
    "仙塘镇",
    "灯塔镇",
    "骆湖镇",
    "船塘镇",
    "顺天镇",
    "上莞镇",
    "曾田镇",
    "柳城镇",
    "义合镇",
    "蓝口镇",
    "黄田镇",
    "叶潭镇",
    "漳溪畲族乡",
]
PARKS = ["蝴蝶岭工业园", "深圳盐田(东源)产业转移工业园", None]
CATEGORIES = 4 * ["提质增效", "智能化改造", "设备更新", "绿色化发展"] + ["强化招商补链", "工业互联网+", "工业强基工程"]
INDUSTRIES = ["C3922", "3922", "13", "C30", "301", "46", "0610", "06", "D4411", "2927", "C2614", "4690", "39", "5110", "47", "05"]
ORIGINS = [
    "深圳市", "东莞", "佛山市顺德区", "广东省广州市天河区", "惠州市", "江门", "湖南长沙", "中山市", "广东珠海",
    "肇庆市高要区", "深圳龙岗", "江西省赣州市", "梅州市", None,
]  # fmt: skip
BOUNDARY_DAYS = [
    date(2017, 12, 31), date(2018, 1, 1), date(2018, 9, 14), date(2018, 9, 15), date(2018, 12, 31), date(2019, 1, 1),
    date(2019, 12, 31), date(2020, 2, 29), date(2020, 12, 31), date(2021, 1, 1),
]  # fmt: skip
EQUIPMENT = [
    Decimal(text)
    for text in [
        "50",
        "49.999999",
        "50.000001",
        "49.999975",
        "49.999974",
        "1500",
        "1499.999999",
        "1500.000001",
        "1499.999975",
        "750",
        "1000",
        "500",
        "25",
        "0",
        "0.000001",
    ]
]
REVENUES = [Decimal(text) for text in ["1000", "999.999999", "1000.000001", "5000", "4999.999999", "5000.000001", "2000", "0"]]
TAXES = [Decimal(text) for text in ["0", "0.000001", "0.000003", "10", "10.000001", "10.000125", "100.00625", "33.333333"]]
AREAS = [Decimal(text) for text in ["300", "299.99", "300.01", "250", "410.5", "0"]]
OFFICIAL_INVESTMENT = [Decimal(text) for text in ["10.43", "12", "11.9999", "12.0001", "13", "13.8", "14", "14.1", "17", "18.5"]]
OFFICIAL_PRODUCTIVITY = [Decimal(text) for text in ["23.75", "23.74", "24", "25", "24.7", "26", "25.65", "27", "29.1"]]
#: columns a ledger may lack, with how often
DROPPABLE = {
    ("项目", "完工评价日期"): 0.4,
    ("项目", "设备购置额(不含税)"): 0.3,
    ("项目", "2017年完成投资"): 0.4,
    ("项目", "2021年完成投资"): 0.3,
    ("项目", "2022年完成投资"): 0.5,
    ("项目", "2023年完成投资"): 0.5,
    ("项目", "重大平台"): 0.05,
    ("项目", "开工日期"): 0.05,
    ("项目", "备案证号"): 0.02,
    ("企业", "转出地"): 0.03,
    ("企业", "行业代码"): 0.05,
    ("企业", "高成长性"): 0.03,
    ("企业", "省级产业园"): 0.03,
    ("年度指标", "规上"): 0.1,
}


def credit_code(random, serial):
    """An 18-character code with right check digits; unique by `serial` (up to 999,999), some of digits only."""
    characters = CODE_CHARACTERS if random.random() < 0.7 else "0123456789"
    short = serial < 100_000
    start = ("MA" if short else "MB") if len(characters) > 10 else ("19" if short else "18")
    organisation = start + (f"{serial:05d}" + random.choice(characters))[:6]
    organisation += _organisation_check(organisation)
    first = random.choice(["91441625", "91441600", "91440300"]) + organisation
    return first + check_character(first)


def _organisation_check(body):
    """GB 11714: weights 3 7 9 10 5 8 4 2 mod 11."""
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    rest = 11 - sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check_character(first):
    """GB 32100: weights 3^i mod 31 over the first 17 characters."""
    total = sum(CODE_CHARACTERS.index(c) * pow(3, position, 31) for position, c in enumerate(first))
    return CODE_CHARACTERS[(31 - total % 31) % 31]
