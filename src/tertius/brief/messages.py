"""Headings and the answer's sentences in the languages of a brief."""

from __future__ import annotations

from tertius.errors import BadInput

ENGLISH = {
    "and": "and",
    "stance none": "From {start} to {end} the expected share of {p}'s months is {shares}, but no single phase is both more likely than not and driven by the record: its dated stances cannot be told",
    "stance": "From {start} to {end} the expected share of {p}'s months is {shares}; its best supported phase is {stance}, which {hedge} ran from {first} (start, 90 %: {lo} to {hi}) to {last}, and {sure} of {n} phases are more likely than not and driven by the record ({prob} for the best).",
    "middle none": "No month is more likely equidistant than not (at most {top} in any month, {expected} months expected in all), so whether {p} held the middle cannot be told.",
    "middle": "{p} is more likely equidistant than not in {n} months ({expected} expected over the whole window), with the rivalry of {a} and {b} at {rivalry} on 0 to 1 in them",
    "more rivalry": ", higher than in the other months by {difference}.",
    "less rivalry": ", lower than in the other months by {difference}: the reverse of what the theory asks.",
    "rivalry cannot": "; whether that differs from the other months cannot be told, {difference}.",
    "no fan": "There is no outlook for these events: {why}",
    "fan": "On the past record alone the tilt of {p} in {month} is {tilt}, {known}",
    "side": "towards {side} with probability {p}",
    "no side": "so the side cannot be told",
    "option": "for {k} the option \u201c{name}\u201d is best in {p} of the draws of the stated assumptions",
    "no option": "for {k} no option is best in half of the draws of the stated assumptions, the most frequent, \u201c{name}\u201d, in {p}",
    "flip": ", and the ranking turns to \u201c{to}\u201d where {what} passes {at}",
    "aligned": "aligned with {side}",
    **{name: name for name in ("equidistant", "withdrawn", "excluded", "cautious", "almost certainly", "very likely",
                               "probably", "more likely than not", "cannot be told")},
    "h question": "The question", "h answer": "The answer in three sentences", "h relations": "Relations",
    "h path": "Tilt against engagement", "h stances": "Stances", "h agreement": "Agreement with other voices",
    "h turns": "Turning points", "h months": "Month by month", "h not found": "What the record alone would not have found",
    "h conditions": "The four conditions", "h gains": "What the third gains", "h outlook": "Outlook",
    "h readings": "Rival readings", "h options": "The fourth state's options",
    "h imprecise": "Where the article is imprecise", "h evidence": "The evidence", "h made": "How it was made",
    "h cite": "What to cite", "contents": "Contents", "missing": "Not shown: {why}.",
}

KOREAN = {
    "and": "및",
    "stance none": "{start}부터 {end}까지 {p}의 기대 비중은 {shares}이다. 그러나 확률이 절반을 넘으면서 기록이 뒷받침하는 국면은 하나도 없어, 시기별 입장은 판단할 수 없다.",
    "stance": "{start}부터 {end}까지 {p}의 기대 비중은 {shares}이다. 가장 잘 뒷받침되는 국면은 {stance}({hedge})으로 {first}(시작 90 %: {lo}~{hi})부터 {last}까지이며, {n}개 국면 중 {sure}개가 확률이 절반을 넘고 기록에 근거한다(최선 국면 {prob}).",
    "middle none": "등거리일 확률이 절반을 넘는 달은 없다(최대 {top}, 기대 {expected}개월). 따라서 {p}의 등거리 여부는 판단할 수 없다.",
    "middle": "{p}의 등거리 확률이 절반을 넘는 달은 {n}개월(전체 기간 기대 {expected}개월)이고, 그때 {a}와 {b}의 경쟁도는 0~1 척도에서 {rivalry}이다",
    "more rivalry": ". 다른 달보다 높다: {difference}.",
    "less rivalry": ". 다른 달보다 낮으며({difference}) 이론과 반대이다.",
    "rivalry cannot": ". 다른 달과의 차이는 판단할 수 없다: {difference}.",
    "no fan": "이 자료로는 전망이 없다: {why}",
    "fan": "과거 기록만으로 본 {month} {p}의 기울기는 {tilt}이며, {known}",
    "side": "{side} 쪽일 확률은 {p}이다",
    "no side": "어느 쪽인지 판단할 수 없다",
    "option": "{k}에게는 명시된 가정의 추출 중 {p}에서 \u201c{name}\u201d 선택지가 최선이다",
    "no option": "{k}에게 절반 이상에서 최선인 선택지는 없고, 가장 잦은 \u201c{name}\u201d도 {p}이다",
    "flip": ". 순위는 {what} 값이 {at}을(를) 지나면 \u201c{to}\u201d로 바뀐다",
    "aligned": "{side} 편향", "equidistant": "등거리", "withdrawn": "이탈(자주)", "excluded": "배제", "cautious": "신중",
    "almost certainly": "거의 확실", "very likely": "매우 유력", "probably": "아마도", "more likely than not": "절반 이상",
    "cannot be told": "판단할 수 없음",
    "h question": "물음", "h answer": "세 문장의 답", "h relations": "양자 관계", "h path": "기울기와 관여",
    "h stances": "입장", "h agreement": "다른 연구와의 일치", "h turns": "전환점", "h months": "월별 확률",
    "h not found": "기록만으로는 찾지 못했을 것", "h conditions": "네 가지 조건", "h gains": "제3자가 얻는 것",
    "h outlook": "전망", "h readings": "경쟁하는 해석", "h options": "네 번째 국가의 선택지",
    "h imprecise": "원문이 부정확한 곳", "h evidence": "증거", "h made": "작성 방법", "h cite": "인용", "contents": "차례",
    "missing": "표시하지 않음: {why}.",
}

LANGUAGES = {"en": ENGLISH, "ko": KOREAN}


def message(key: str, lang: str) -> str:
    """A sentence or heading; raise `BadInput` for a language that is not there."""
    if lang not in LANGUAGES:
        raise BadInput(f"language {lang!r}", " or ".join(LANGUAGES))
    return LANGUAGES[lang].get(key, ENGLISH.get(key, key))
