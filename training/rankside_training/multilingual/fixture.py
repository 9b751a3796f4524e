"""Writes `test/fixtures/multi-tokens.json`: texts in many scripts with the token ids that the library `tokenizers`
gives them: `python -m rankside_training.multilingual.fixture`.
"""

import json

from tokenizers import Tokenizer

from ..settings import MODELS, PROJECT

OUT = PROJECT / "test" / "fixtures" / "multi-tokens.json"
TEXTS = (
    "query: How long does cooked rice keep in the fridge?",
    "Straße, Öl und Überraschungen: 3,5 % mehr als 2019 – „wirklich“?",
    "L’été dernier, l'œuvre coûtait 12 € ; aujourd’hui… plus.",
    "Zażółć gęślą jaźń. Příliš žluťoučký kůň. Árvíztűrő tükörfúrógép.",
    "Nghiên cứu về khí hậu ở Việt Nam đã thay đổi như thế nào?",
    "İstanbul'da ılık bir gün; IŞIK ve ığdır",
    "Сколько времени хранится открытое молоко? Ёжик съел щёку.",
    "Скільки коштує квиток до Львова? Їжак, ґанок.",
    "Πόσο κοστίζει το εισιτήριο; Ὅμηρος, ἀρχή.",
    "怎么撤销最近一次提交,但保留修改?繁體中文也可以。",
    "ログイン画面の「パスワードを忘れた場合」を押してください。ｶﾀｶﾅ　ＡＢＣ１２３",
    "계정 비밀번호를 재설정하려면 어떻게 해야 하나요?",
    "لماذا تتغير ألوان الأوراق في الخريف؟ السَّلامُ عليكم ١٢٣",
    "چرا برگ‌ها در پاییز رنگ عوض می‌کنند؟",
    "مجھے بتائیں کہ ٹرین کب چلے گی؟",
    "כמה זמן אפשר לשמור חלב פתוח? שָׁלוֹם",
    "रोटी का आटा रात भर ठंडी जगह पर रखना चाहिए।",
    "রান্না করা ভাত কতদিন ফ্রিজে রাখা যায়?",
    "சமைத்த அரிசி எவ்வளவு நாள் இருக்கும்?",
    "వండిన అన్నం ఎంతకాలం నిల్వ ఉంటుంది?",
    "เรือข้ามฟากไปเกาะออกตอนเที่ยงในวันธรรมดา",
    "რამდენ ხანს ინახება მოხარშული ბრინჯი?",
    "Որքա՞ն ժամանակ է պահվում եփած բրինձը։",
    "የበሰለ ሩዝ ለምን ያህል ጊዜ ይቆያል?",
    "បាយឆ្អិនទុកបានប៉ុន្មានថ្ងៃ?",
    "git reset --soft HEAD~1 && npm run test:unit -- test/a.test.ts",
    "def f(x: int) -> str:\n    return f'{x:>8.3f}'\t# comment",
    "[SEP] </s> <s> <pad> <mask> <unk> ▁ ▁▁",
    "  two  spaces,\u00a0a hard one,\u200ba zero-width one\ufeff and a\u00ad soft hyphen  ",
    "Cafe\u0301 ﬁne ½ ² ™ № ㎏ 🙂👩‍👩‍👧 👍🏽 𝕏 ꙮ \U00010900",
    "a",
    "",
)


def main() -> None:
    tokenizer = Tokenizer.from_file(str(MODELS / "multi" / "tokenizer.json"))
    control = {tokenizer.token_to_id(name) for name in ("<s>", "</s>", "<pad>")}
    entries = []
    for text in TEXTS:
        # The names of control tokens are plain text in the browser, so the reference reads them in parts.
        parts = tokenizer.encode(text, add_special_tokens=False).ids
        if not control & set(parts):
            entries.append({"text": text, "ids": parts})
    OUT.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
    print(f"{OUT}: {len(entries)} texts")


if __name__ == "__main__":
    main()
