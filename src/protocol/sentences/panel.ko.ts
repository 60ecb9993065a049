import { ALONG_KO } from './along.ko.js';
import { ATTRIBUTION_KO } from './attribution.ko.js';
import { DIFFERENCE_KO } from './difference.ko.js';
import { FILE_KO } from './file.ko.js';
import { FILES_KO } from './files.ko.js';
import { NETWORK_KO } from './network.ko.js';
import { NETWORKS_KO } from './networks.ko.js';
import { OUT_KO } from './out.ko.js';
import type { PanelCatalogue } from './panel.en.js';
import { READ_KO } from './read.ko.js';
import { STATES_KO } from './states.ko.js';
import { TAGS_KO } from './tags.ko.js';
import { TRAIN_KO } from './train.ko.js';
import { TRAJECTORY_KO } from './trajectory.ko.js';
import { UNITS_KO } from './units.ko.js';

/** Every sentence of the panel in Korean: templates as those of `PANEL_EN`, particles by what stands before them (`{을/를}`). */
export const PANEL_KO: PanelCatalogue = {
  // Things and their numbers
  count:
    '{kind, select, token {토큰 {n, plural, other {#}}개} character {글자 {n, plural, other {#}}개} line {{n, plural, other {#}}줄} step {시점 {n, plural, other {#}}개} unit {유닛 {n, plural, other {#}}개} sentence {문장 {n, plural, other {#}}개} paragraph {문단 {n, plural, other {#}}개} other {문서 {n, plural, other {#}}개}}',
  'token.name': '{kind, select, character {글자} line {줄} other {토큰}}',
  'token.number': '{kind, select, character {글자 {number}} line {줄 {number}} other {토큰 {number}}}',
  'token.heading': '{kind, select, character {글자 {number}} line {줄 {number}} other {토큰 {number}}}',
  'segment.name': '{segment, select, sentence {문장} line {줄} paragraph {문단} other {문서}}',
  'direction.name': '{direction, select, backward {역방향} other {순방향}}',
  'quantity.name':
    '{quantity, select, h {은닉 상태} c {셀 상태} i {입력 게이트} f {망각 게이트} g {셀 후보} o {출력 게이트} r {리셋 게이트} z {업데이트 게이트} other {후보}}',
  'quantity.segment': '{quantity}: {name}',
  'step.number': '시점 {number}',
  'step.of': '{token}의 {step}',
  'step.after': '{token} 다음 {step}',
  quoted: '{what} “{text}”',
  bits: '{bits}비트',
  reading: '읽는 중…',

  // Around the views
  'app.title': 'RNN Lens: {document}',
  'controls.label': '표시할 내용',
  'controls.layer': '층',
  'controls.layerOf': '{layer}층',
  'controls.direction': '방향',
  'controls.directionOf': '{direction, select, both {⇄ 양방향} backward {← 역방향} other {→ 순방향}}',
  'controls.quantity': '값',
  'controls.card': '그림 옆에 자세히',
  'controls.model':
    '{title}: {bidirectional, select, yes {양방향 } other {}}{cell}, 유닛 {isUneven, select, yes {} other {{layers} × }}{units}개.{hasScore, select, yes { {score}.} other {}} 다른 모델 선택…',
  'task.again':
    '{task, select, tagging {다시 태그하기} classification {다시 분류하기} language-model {다시 읽기} other {다시 실행}}',
  'task.running':
    '{task, select, tagging {태그하는 중} classification {분류하는 중} language-model {읽는 중} other {실행 중}}',
  'tabs.label': '보기',
  'tabs.more': '더 보기',
  'more.label': '추가 작업',
  'more.present': '발표: 크게, 단추는 적게',
  'columns.name':
    '{mode, select, text {열 너비를 낱말에 맞추기} even {열 너비를 같게} large {열 크게} other {전체 보기: 픽셀 하나에 두 시점}}',
  'view.tags': '{task, select, classification {분류} language-model {놀람도} other {태그}}',
  'view.probabilities': '확률',
  'view.states': '은닉 상태',
  'view.network': '신경망',
  'view.units': '유닛',
  'view.difference': '차이',
  'empty.heading': '순환 신경망이 내 글을 어떻게 읽는지 살펴보세요',
  'empty.private': '글은 이 컴퓨터를 떠나지 않습니다.',
  'empty.read': '{hasModel, select, yes {{models}{으로/로} {document} 읽기} other {{document} 읽기}}',
  'empty.otherModel': '다른 신경망…',
  'empty.samples': '{hasDocument, select, yes {또는 예제로 시작하세요} other {예제로 시작하세요}}',
  'empty.sampleOf': '{file}, 모델 {model}',
  'empty.moreSamples': '예제 더 보기…',
  'empty.getStarted': '첫걸음',
  'empty.then': '그런 다음 글을 고쳐 보세요. 패널이 따라갑니다.',
  'notices.progress': '태그하는 중',
  'notices.stale': '실행한 뒤에 글이 바뀌었습니다. {again}.',
  'notices.starting': '{document}{을/를} 읽는 중…',
  'notices.running': '{running}: {all} 중 {done}.',
  'headless.title':
    '{what, select, tags {{model}에는 태그가 없습니다} other {{model}에는 클래스 확률이 없습니다}}',
  'headless.why':
    '이 모델은 순환 신경망뿐입니다. 상태를 라벨로 바꾸는 층이 위에 없으므로 여기에 보일 것이 없습니다. 상태와 식, 모양은 “은닉 상태”에 있습니다.',
  'headless.show': '은닉 상태 보기',
  'status.word':
    '{word, select, exact {최신} provisional {나머지를 읽는 중…} updating {고친 곳을 읽는 중…} running {읽는 중… {percent} %} other {고치기 전}}',
  'status.meaning':
    '{word, select, exact {보이는 것이 모두 지금 글의 결과입니다.} provisional {마지막으로 고친 곳부터는 끝자리 숫자가 아직 바뀔 수 있습니다. 나머지 글을 다시 읽고 있습니다.} updating {보이는 것 가운데 일부는 아직 마지막으로 고치기 전 글의 결과입니다.} running {신경망이 글을 읽고 있습니다.} other {신경망이 읽은 뒤에 글을 고쳤습니다.}}',
  'status.problem':
    '{code, select, ' +
    'segmentsCut {시퀀스 {n, plural, other {#}}개가 토큰 {limit}개보다 길어서 뒷부분을 잘랐습니다.} ' +
    'tokensCut {토큰 {n, plural, other {#}}개가 글자 {limit}개보다 길어서 뒷부분을 잘랐습니다.} ' +
    'wordsUnknown {모델이 모르는 낱말이 {n, plural, other {#}}개 있습니다.} ' +
    'wordsLeftOut {모델이 모르는 낱말 {n, plural, other {#}}개는 읽지 않았습니다.} ' +
    'symbolsUnknown {모델이 모르는 글자가 {n, plural, other {#}}개 있습니다.} ' +
    'surrogatesLone {짝이 없는 반쪽 글자(서러게이트)가 {n, plural, other {#}}개 있습니다.} ' +
    'numbersUnreadable {빠졌거나 읽을 수 없는 숫자 {n, plural, other {#}}개를 0으로 셌습니다.} ' +
    'markupLeftOut {마크업이나 코드인 글자 {n, plural, other {#}}개는 읽지 않았습니다.} ' +
    'scriptLeftOut {글자 {n, plural, other {#}}개는 마크업이거나 다른 모델이 읽으므로 읽지 않았습니다.} ' +
    'other {신경망이 한 줄에서 읽는 것보다 많은 숫자 {n, plural, other {#}}개는 읽지 않았습니다.}}',
  'status.problems': '{first} (외 {n})',
  'pin.states': '상태 고정: 고치면 무엇이 달라지는지 봅니다',
  'pin.unpin': '상태 고정 해제',
  'pin.end': '비교 끝내기',

  // Tags
  'tags.morphemes': '형태소',
  'tags.details': '자세히',
  'tags.starts': '{segment} 시작',
  'tags.startsHere': '여기서 {segment}{이/가} 시작됩니다',
  'tags.nothingBefore': '이 앞에는 읽은 것이 없습니다.',
  'tags.asExpected': '예상한 글자가 왔습니다',
  'tags.surprisal': 'p = {p}; 막대가 가득 차면 {bits}비트 이상입니다',
  'tags.legend': '{task, select, classification {클래스의 색} next {다음에 올 것의 색} other {태그의 색}}',
  'tags.unknown':
    '{what, select, word {모델의 어휘에 없는 낱말이라 글자를 보고 판단합니다.} other {모델의 어휘에 없는 글자가 있습니다.}}',
  'tags.unknownShort': '{text} (모델이 모름)',
  'tags.below': '{label} (임계값 미만)',
  'tags.belowTitle': '켜진 라벨이 없습니다. 이 라벨이 가장 그럴듯합니다.',
  'tags.soFar': '여기까지 {label}',
  'tags.soFarTitle': '이 토큰까지 읽은 글의 클래스입니다.',

  // Probabilities
  'probabilities.label': '클래스 확률',
  'probabilities.order': '모델의 순서대로',
  'probabilities.noToken': '선택한 토큰이 없습니다.',
  'probabilities.next': 'p(다음 {noun} | … “{text}”), {place}',
  'probabilities.ofSegment': 'p(클래스 | {segment}), {line}번째 줄',
  'probabilities.ofToken': 'p(클래스 | “{text}”), {place}',
  'probabilities.whole': '{segment} 전체',
  'probabilities.wholeHead': '{segment} 전체: {head}',
  'probabilities.after': '토큰 {number}까지',
  'probabilities.theClass': '{segment}의 클래스',
  'probabilities.theTag': '태그',
  'probabilities.theNext': '실제로 온 것',
  'probabilities.choose': '표나 히트맵, 편집기에서 토큰을 선택하세요.',
  'classes.next': '다음',
  'classes.class': '클래스',
  'classes.meaning': '뜻',
  'classes.share': '비율',
  'classes.probability': '확률',
  'classes.cameNext': '← 실제로 옴',
  'classes.on': '켜짐',
  'classes.independent': '함께 켜질 수 있는 라벨 {n}개 중 {on}개 켜짐',
  'classes.sum': '클래스 {n}개의 합: {sum} · 엔트로피 {entropy}비트(최대 {most}비트)',
  'classes.sumOfSome':
    '클래스 {n}개의 합: {sum} · 보이는 {shown}개: {part} · 엔트로피 {entropy}비트(최대 {most}비트)',

  // Hidden states
  'order.name':
    '{order, select, similar {비슷하게 움직이는 유닛끼리} selection {선택한 곳에서 높은 유닛을 위로} other {모델의 유닛 번호대로}}',
  'order.again': '지금 글로 유닛 순서 다시 정하기',
  'states.asTable': '표로 보기',
  'states.fit': '모든 유닛이 보이게',
  'gutter.unit': '유닛 {unit}',
  'gutter.reads': '{direction, select, backward {뒤에서부터} other {앞에서부터}}',
  'states.role': '히트맵',
  'states.label': '히트맵: {name}, 유닛 {units}개 × 시점 {steps}개. {keys}',
  'states.keys':
    '왼쪽·오른쪽 화살표로 시점을, 위·아래 화살표로 유닛을 옮겨 다닙니다. Home과 End는 첫 시점과 마지막 시점, 더하기와 빼기는 줄 높이, 0은 모든 유닛 보기, Enter는 유닛 고정과 해제, 스페이스바는 편집기에서 토큰 보기입니다.',
  'states.unit': '유닛 {unit}',
  'states.reading': '읽는 중…',
  'states.noTokens': '글에 토큰이 없습니다.',
  'states.later': '실행이 끝나면 상태가 나타납니다.',
  'legend.cells':
    '픽셀 하나는 유닛 {units, plural, other {#}}개 × 시점 {steps, plural, other {#}}개이며, 크기가 가장 큰 값을 보입니다',
  'legend.tanh': 'c에는 한계가 없으므로 tanh(c)를 보입니다',
  'legend.unbounded': '여기서는 {quantity}에 한계가 없어, 눈금은 지금까지 본 가장 큰 값에서 끝납니다',
  'unit.label': '유닛',
  'unit.goTo': '유닛으로 이동',
  'unit.goToNumber': '유닛 {unit}{으로/로} 이동',
  'unit.of': '(모두 {units}개)',
  'unit.pin': '고정',
  'unit.unpin': '고정 해제',
  'unit.unpinNumber': '유닛 {unit} 고정 해제',
  'unit.pinTitle': '선택한 유닛을 글 바로 아래에 따로 한 줄로 보입니다',
  'unit.pinned': '고정한 유닛',
  'unit.full': '유닛 {n}개가 고정되어 있습니다. 먼저 하나를 해제하세요.',
  'unit.isPinned': '유닛 {unit}{을/를} 고정했습니다.',
  'unit.isUnpinned': '유닛 {unit}의 고정을 해제했습니다.',
  'unit.colour': '편집기에 색 입히기',
  'unit.stopColouring': '색 지우기',
  'unit.colourTitle': '선택한 유닛의 값을 편집기 글의 바탕색으로 보입니다',
  'table.caption': '{step}의 {name}',
  'table.noStep': '시점 없음',
  'table.unit': '유닛',
  'table.unitNumber': '유닛 {unit}',
  'table.rank': '|{column}| 순위',
  'table.pinned': '{unit} (고정)',
  'table.around': '앞뒤의 고정한 유닛: {shown}',
  'table.step': '시점',
  'table.read': '읽은 것',

  ...TRAIN_KO,
  ...UNITS_KO,
  ...STATES_KO,
  ...FILES_KO,

  // Sidebar
  'sidebar.label': '자세히',
  'sidebar.token': '선택한 토큰',
  'sidebar.classes': '가장 확률이 높은 클래스',
  'sidebar.unit': '유닛',
  'sidebar.shapes': '이번 실행의 모양(shape)',
  'sidebar.equation': '식',
  'sidebar.noToken': '토큰 없음',
  'sidebar.place': '줄 {line}, 열 {column}',
  'sidebar.notTagged': '아직 태그하지 않음',
  'sidebar.notRead': '아직 읽지 않음',
  'sidebar.surprisal': '놀람도 {bits}비트, {p}',
  'sidebar.expected': '예상한 것 “{symbol}”',
  'sidebar.next': '다음 {noun}',
  'sidebar.most': '가장 높은 확률',
  'sidebar.after': '이 토큰 다음',
  'sidebar.unitHere': '여기서 유닛 {unit}',
  'sidebar.unitAt': '시점 {step}의 유닛 {unit}',
  'sidebar.rank': '순위',
  'sidebar.rankOf': '|{quantity}| {rank}위(유닛 {units}개 중)',
  'sidebar.what': '{name}, {layer}층, {direction}',
  'sidebar.shapesLater': '실행이 끝나면 알 수 있습니다.',
  'sidebar.output': '출력',
  'sidebar.longest': 'n = {n}: {segments} 가운데 가장 긴 것의 길이.',
  'sidebar.axesTitle': '축의 뜻',
  'sidebar.axes':
    'x (배치, n, 입력) · 출력 (배치, n, 은닉·방향) · {isUneven, select, yes {층과 방향마다 {states} (배치, 은닉)} other {{states} (층·방향, 배치, 은닉)}}.',
  'equation.of': '식, 유닛 {unit}, t = {t}',
  'equation.ofUnit': '이 유닛의 {share} = {numbers}',
  'equation.projected': 'c의 모든 유닛에 걸친 합입니다. 유닛 하나의 숫자를 보려면 c나 게이트를 선택하세요.',
  'equation.zero': '첫 시점: {name} = 0.',
  'equation.zeroUnless': '첫 시점: 저장한 상태에서 이어 읽은 것이 아니면 {name} = 0.',
  'equation.continued': '첫 시점: {name}{은/는} 이어 읽기 시작한 상태입니다.',

  ...NETWORK_KO,
  ...OUT_KO,
  ...TAGS_KO,
  ...READ_KO,
  ...DIFFERENCE_KO,
  ...NETWORKS_KO,
  ...ATTRIBUTION_KO,
  ...TRAJECTORY_KO,
  ...ALONG_KO,
  ...FILE_KO,
};
