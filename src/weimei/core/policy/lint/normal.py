"""Text as sellers write it, made plain, with a way back to the original positions.

Full-width characters become half-width, traditional characters of the trade become simplified, emoji that speak become
words, and everything that only hides (spaces, zero-width characters, stars, other emoji, control characters) goes.
"""

import re
from bisect import bisect_right
from functools import cache

import msgspec

_TRADITIONAL = (
    "療疗 經经 開开 餘余 還还 費费 價价 讓让 轉转 換换 補补 辦办 責责 擔担 償偿 權权 釋释 終终 歸归 屬属 "
    "訴诉 訟讼 議议 爭争 調调 額额 錢钱 項项 務务 內内 約约 違违 證证 醫医 師师 員员 戶户 會会 實实 單单 "
    "應应 據据 發发 無无 與与 須须 為为 個个 產产 預预 訂订 購购 買买 賣卖 贈赠 級级 護护 門门 診诊 後后 "
    "該该 遺遗 毀毁 壞坏 損损 傷伤 類类 隨随 時时 間间 過过 當当 視视 願愿 棄弃 協协 規规 則则 條条 變变 "
    "動动 處处 現现 儲储 點点 樣样 對对 將将 並并 絕绝 請请 給给 種种 區区 業业 從从 進进 適适 選选 銷销 "
    "優优 質质 兩两 僅仅 張张 續续 總总 執执 遲迟 導导 術术 復复 圖图 標标 廣广 關关 誰谁 書书 異异 滿满 "
    "險险 驗验 號号 財财 貨货 較较 認认 說说 難难 屆届 顧顾 問问 譽誉 舊旧 誤误 錄录 擇择 齊齐 團团 戲戏 "
    "減减 準准 營营 卻却 專专 學学 體体 頭头 臉脸 針针 劑剂 紅红 腫肿 機机 構构 見见 觀观 覺觉 設设 備备 "
    "儀仪 賬账 帳账 負负 擬拟 達达 運运 遠远 連连 遞递 邊边 郵邮 鄰邻 閉闭 閱阅 闆板 陳陈 陽阳 際际 陸陆 "
    "隱隐 雙双 雜杂 離离 電电 靜静 韓韩 順顺 頒颁 頁页 頻频 顏颜 顯显 飯饭 館馆 駁驳 驟骤 魚鱼 齡龄 龍龙 "
    "龐庞 癥症 緩缓 編编 緊紧 練练 縮缩 織织 繳缴 罰罚 聲声 聯联 職职 脫脱 腦脑 膚肤 葉叶 蓋盖 虧亏 蘭兰 "
    "觸触 計计 討讨 訊讯 記记 訪访 評评 詢询 試试 話话 誠诚 諮咨 諾诺 謝谢 譯译 讀读 貴贵 貸贷 資资 賠赔 "
    "輕轻 輸输 轄辖 辭辞 農农 迴回 遊游 鄉乡 釐厘 鋪铺 錯错 鐘钟 長长 闊阔 隊队 靈灵 領领 題题 齒齿 於于 "
    "係系 併并 來来 倉仓 們们 債债 傳传 僱雇 儘尽 兒儿 凍冻 別别 劃划 劉刘 勞劳 勢势 匯汇 參参 嚴严 國国 "
    "園园 圍围 報报 場场 塊块 夾夹 妝妆 婦妇 媽妈 尋寻 層层 島岛 幣币 帶带 幫帮 幾几 庫库 彈弹 徹彻 恆恒 "
    "悅悦 惡恶 憑凭 懷怀 戰战 拋抛 掛挂 採采 揀拣 搶抢 擁拥 擾扰 攝摄 敗败 敘叙 數数 斷断 曬晒 東东 橋桥 "
    "檢检 櫃柜 歲岁 歷历 殘残 氣气 決决 沒没 況况 淚泪 測测 湯汤 滅灭 滯滞 潔洁 濟济 濕湿 灣湾 災灾 熱热 "
    "牆墙 獎奖 獨独 獲获 環环 畫画 瘡疮 癒愈 盜盗 監监 盤盘 確确 碼码 禮礼 稅税 穩稳 筆笔 節节 範范 簡简 "
    "簽签 籤签 糾纠 紀纪 純纯 紙纸 細细 結结 統统 維维 網网 緣缘 線线 縱纵 繼继 纔才 羅罗 義义 習习 腳脚 "
    "蘇苏 衝冲 裝装 裡里 製制 複复 託托 訓训 許许 註注 詳详 誇夸 諒谅 論论 講讲 識识 賓宾 趕赶 跡迹 車车 "
    "軟软 載载 輔辅 輪轮 逕径 週周 遷迁 醜丑 鈔钞 銀银 鏈链 鑑鉴 鑒鉴 閒闲 陰阴 隻只 雖虽 雲云 響响 風风 "
    "飛飞 養养 騙骗 鬆松 "
)
_SPEAKING = {
    "💰": "钱", "💴": "钱", "💵": "钱", "💸": "钱", "💳": "卡", "❌": "✖", "✖": "✖", "🚫": "✖", "🙅": "✖",
    "🈲": "✖", "❎": "✖", "✗": "✖", "✘": "✖", "🈚": "无", "✅": "可", "✔": "可", "🉑": "可", "🙆": "可",
}  # fmt: skip
_PUNCTUATION = {
    ",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", "﹐": "，", "﹔": "；", "｡": "。",
    "［": "（", "］": "）", "[": "（", "]": "）", "【": "（", "】": "）", "〔": "（", "〕": "）", "\r": "\n", "\x0b": "\n",
    "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "「": "“", "」": "”", "『": "“", "』": "”", "《": "“",
    "》": "”", "﹪": "%", "‰": "‰", "￥": "¥", "〇": "零", "‘": "“", "’": "”",
}  # fmt: skip
_KEPT = re.compile(r"[\n0-9A-Za-z\u4e00-\u9fff✖，。；：！？、（）“”%‰¥./+]+")
_DIGIT_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")


class NormalText(msgspec.Struct, frozen=True):
    """A plain text and, run by run, where it came from.

    run_starts: positions in `text` where a kept run begins. run_sources: the position of the same run in the original.
    """

    text: str
    run_starts: list[int]
    run_sources: list[int]

    def source(self, position: int) -> int:
        """The position in the original of a character of the plain text."""
        run = bisect_right(self.run_starts, position) - 1
        if run < 0:
            return 0
        return self.run_sources[run] + position - self.run_starts[run]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a non-empty plain span."""
        return self.source(start), self.source(end - 1) + 1


@cache
def _table() -> dict[int, str]:
    table = {ord(pair[0]): pair[1] for pair in _TRADITIONAL.split()}
    for code in range(0xFF01, 0xFF5F):
        half = chr(code - 0xFEE0)
        table[code] = _PUNCTUATION.get(half, half).lower()
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = chr(code).lower()
    for mark, plain in {**_PUNCTUATION, **_SPEAKING}.items():
        table[ord(mark)] = plain
    return table


def normalise(text: str) -> NormalText:
    """Make a text plain, in time proportional to its length.

    >>> normalise("概 不 退 💰!").text
    '概不退钱！'
    """
    plain = _DIGIT_COMMA.sub(" ", text.translate(_table()))
    runs = [(run.start(), run.group()) for run in _KEPT.finditer(plain)]
    starts: list[int] = []
    position = 0
    for _, kept in runs:
        starts.append(position)
        position += len(kept)
    return NormalText("".join(kept for _, kept in runs), starts, [source for source, _ in runs])
