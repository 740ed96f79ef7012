"""A text without its disguises: width, case, traditional and variant forms, what stands between."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_TRADITIONAL = (
    "萬與專業東絲兩嚴喪個豐臨為麗舉義烏樂喬習鄉書買亂爭於虧雲亞產畝親褻億僅從侖倉儀們價眾優會傘偉傳傷倫偽體餘"
    "傭俠侶僥偵側僑儈儕債傾僂償儲兒黨蘭關興養獸內岡冊寫軍農馮沖決況凍淨淒準涼減湊凜幾鳳憑凱擊鑿劃劉則剛創刪別"
    "劑劍劇勸辦務動勵勁勞勢勳匯區醫華協單賣盧衛卻廠廳歷曆厲壓厭廁廂廈廚縣參雙發髮變敘疊葉號嘆嚇呂嗎聽啟吳嘔員"
    "嗆詠響啞嘩喚嗶國圖圓聖場壞塊堅壇壩墳墜壟墾執壘報塵墊墮牆壯聲殼壺處備複復夠頭誇夾奪奮獎奧婦媽嫵姍薑婁婭嬌"
    "孫學寧寶實寵審憲宮寬賓寢對尋導壽將爾嘗堯盡層屆屬歲豈嶼崗島嶺嶽巔鞏幣帥師帳帶幀幫幹並廣莊慶廬庫應廟龐廢開"
    "異棄張彌彎彈強歸當錄徹徑徠憶懺憂懷態慫憐總戀懇惡慟惱悅懸憫驚懼慘懲慚慣憤願懶戲戰戶撲擴掃揚撫拋搶護擔擬攏"
    "揀擁攔撥擇掛摯撓擋掙擠揮撈損撿換據擄擲攙攪攝攜擺搖攤敵斂數齋鬥斬斷無舊時曠曇晝顯曉暈暫術樸機殺雜權條來楊"
    "極構樞槍楓櫃標棧棟欄樹樣樁橋檔檢歡歐殲殘毆毀氣氫漢湯洶溝沒滬瀝淪滄淚澤潔灑濁測濟渾濃濤漲淵漸漁滲溫遊灣濕"
    "滿濾濫滅燈靈災爐點煉爍爛燒燙熱煙愛爺牽犧狀猶獨狹獅獄貓獻環現瑪璽瓊電畫暢療瘋皺盞鹽監蓋盜盤睜瞞矯礦碼磚確"
    "禮禍離禿種積稱穢穩窮竊竅競筆築簡籌籤類糧緊糾紀約紅紋納純紙級紛紐線組細終絕統綜維綱網綠緒續緣編緝練績織繳"
    "罰羅罷職聯聰肅腸膚腎脹脅膽勝腦腳臟艱藝節蘇範藍薦營蕭蔣虛蟲蠻補襲製襯見觀規視覺覽計訂認討讓訓議訊記講許論"
    "設訪證評識詐訴診詞譯試話該詳語誤說誘請諸課誰調談謀謝謠謹譜讀貝負財責賢敗貨質販貪貧購貫貴貿費賀資賊賄賠賞"
    "賦賬賴贈贏趙趕躍車軌轉輪軟載較輛輩輸轄辭邊遼達遷過運還這進遠違連遲適選遞郵鄧鄭釋鑒針鐘鋼錢鐵鋪銀銅鎮長門"
    "閉問闖間閒聞閣閱隊陽陰陣階際陸陳險隨隱隻雖雞難霧靜韓頁頂項順須顧頓預領頗題額顏風飛飯飲飾館馬馳駐駕驗騙騰"
    "驅鬧魚鮮鳥鳴麥黃齊齒龍龜臺贓癡聾檯颱週"
)
_SIMPLIFIED = (
    "万与专业东丝两严丧个丰临为丽举义乌乐乔习乡书买乱争于亏云亚产亩亲亵亿仅从仑仓仪们价众优会伞伟传伤伦伪体余"
    "佣侠侣侥侦侧侨侩侪债倾偻偿储儿党兰关兴养兽内冈册写军农冯冲决况冻净凄准凉减凑凛几凤凭凯击凿划刘则刚创删别"
    "剂剑剧劝办务动励劲劳势勋汇区医华协单卖卢卫却厂厅历历厉压厌厕厢厦厨县参双发发变叙叠叶号叹吓吕吗听启吴呕员"
    "呛咏响哑哗唤哔国图圆圣场坏块坚坛坝坟坠垄垦执垒报尘垫堕墙壮声壳壶处备复复够头夸夹夺奋奖奥妇妈妩姗姜娄娅娇"
    "孙学宁宝实宠审宪宫宽宾寝对寻导寿将尔尝尧尽层届属岁岂屿岗岛岭岳巅巩币帅师帐带帧帮干并广庄庆庐库应庙庞废开"
    "异弃张弥弯弹强归当录彻径徕忆忏忧怀态怂怜总恋恳恶恸恼悦悬悯惊惧惨惩惭惯愤愿懒戏战户扑扩扫扬抚抛抢护担拟拢"
    "拣拥拦拨择挂挚挠挡挣挤挥捞损捡换据掳掷搀搅摄携摆摇摊敌敛数斋斗斩断无旧时旷昙昼显晓晕暂术朴机杀杂权条来杨"
    "极构枢枪枫柜标栈栋栏树样桩桥档检欢欧歼残殴毁气氢汉汤汹沟没沪沥沦沧泪泽洁洒浊测济浑浓涛涨渊渐渔渗温游湾湿"
    "满滤滥灭灯灵灾炉点炼烁烂烧烫热烟爱爷牵牺状犹独狭狮狱猫献环现玛玺琼电画畅疗疯皱盏盐监盖盗盘睁瞒矫矿码砖确"
    "礼祸离秃种积称秽稳穷窃窍竞笔筑简筹签类粮紧纠纪约红纹纳纯纸级纷纽线组细终绝统综维纲网绿绪续缘编缉练绩织缴"
    "罚罗罢职联聪肃肠肤肾胀胁胆胜脑脚脏艰艺节苏范蓝荐营萧蒋虚虫蛮补袭制衬见观规视觉览计订认讨让训议讯记讲许论"
    "设访证评识诈诉诊词译试话该详语误说诱请诸课谁调谈谋谢谣谨谱读贝负财责贤败货质贩贪贫购贯贵贸费贺资贼贿赔赏"
    "赋账赖赠赢赵赶跃车轨转轮软载较辆辈输辖辞边辽达迁过运还这进远违连迟适选递邮邓郑释鉴针钟钢钱铁铺银铜镇长门"
    "闭问闯间闲闻阁阅队阳阴阵阶际陆陈险随隐只虽鸡难雾静韩页顶项顺须顾顿预领颇题额颜风飞饭饮饰馆马驰驻驾验骗腾"
    "驱闹鱼鲜鸟鸣麦黄齐齿龙龟台赃痴聋台台周"
)
# Old and mixed forms of common characters.
_VARIANTS = {"爲": "为", "衆": "众", "囯": "国", "囻": "国", "圀": "国", "戸": "户"}
_FOLDED = {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
_FOLDED |= {ord(old): new for old, new in _VARIANTS.items()}

SENTENCE_MARKS = frozenset("，。；：！？、,;:!?（）()《》〈〉“”‘’\"'「」『』【】[]…—")


@lru_cache(maxsize=20_000)
def fold_char(char: str) -> str:
    """Return a character's plain form: half width, lower case, simplified; "" for what only separates."""
    if unicodedata.category(char)[0] not in "LN":
        return ""
    return unicodedata.normalize("NFKC", char).lower().translate(_FOLDED)


def fold(words: str) -> str:
    """Return the plain form of some words, without anything that stands between the characters."""
    return "".join(map(fold_char, words))


@dataclass(frozen=True)
class Folded:
    """The plain characters of a text, each with the place where it stands."""

    plain: str
    places: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the places in the text of the plain characters from start up to end."""
        return self.places[start], self.places[end - 1] + 1


def fold_text(text: str) -> Folded:
    """Return the text's plain characters."""
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in fold_char(char):
            plain.append(one)
            places.append(place)
    return Folded("".join(plain), places)


_LONGEST_GAP = 3


def stands_together(text: str, places: list[int]) -> bool:
    """Return whether characters at these places may be one word with something pushed in between.

    Spaces and signs are pushed in anywhere. Marks of a sentence divide it, unless one stands
    between each two of at least three characters, as no sentence has it.
    """
    gaps = [text[a + 1 : b] for a, b in pairwise(places) if b > a]
    if any(len(gap) > _LONGEST_GAP or "\n" in gap for gap in gaps):
        return False
    divided = [gap for gap in gaps if any(mark in SENTENCE_MARKS for mark in gap)]
    return not divided or (len(gaps) >= 2 and len(divided) == len(gaps))


_SPACES = re.compile(r"\s+")


def level(text: str) -> str:
    """Return a text for comparing quotations: no spaces, one form of each mark and width."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).translate(_MARKS)


_MARKS = str.maketrans({"「": '"', "」": '"', "“": '"', "”": '"', "『": "'", "』": "'", "‘": "'", "’": "'"})
