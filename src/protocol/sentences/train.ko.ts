/** Sentences of the view of training, part of the panel's, in Korean. */
export const TRAIN_KO = {
  'view.train': '학습',
  'train.choose': '학습',
  'train.entry': '{title} · {status}',
  'train.status':
    '{status, select, preparing {준비 중} running {학습 중} paused {일시 정지} finished {끝남} other {문제가 생겨 멈춤}}',
  'train.what':
    '{cell, select, RNN_TANH {RNN} RNN_RELU {RNN (ReLU)} other {{cell}}}, {layers, plural, other {#}}층, {units}{bidirectional, select, yes {, 양방향} other {}}',
  'train.progress': '학습 진행',
  'train.epoch': '에포크 {epoch}/{epochs}',
  'train.epochsDone': '에포크 {n, plural, other {#}}개 마침',
  'train.left':
    '{unit, select, minutes {약 {n, plural, other {#}}분 남음} other {약 {n, plural, other {#}}초 남음}}',
  'train.best': '최고: 체크포인트 {checkpoint}의 {score}',
  'train.score':
    '{measure, select, nats {{value}내트} squaredError {제곱 오차 {value}} accuracy {정답 {value}} other {매크로 F1 {value}}}',
  'train.new': '신경망 학습…',
  'train.newOf': '{document}{으로/로} 신경망 학습…',
  'train.newTitle': '무엇을 어떤 신경망으로 배울지 묻습니다',
  'train.pause': '일시 정지',
  'train.resume': '계속',
  'train.again': '다시 시도',
  'train.stop': '정지',
  'train.stopTitle': '여기서 끝냅니다. 지금까지 가장 좋은 신경망이 모델이 됩니다',
  'train.further': '더 학습',
  'train.furtherTitle': '끝난 곳에서 에포크 몇 개를 더 학습합니다',
  'train.recipe': '레시피 열기',
  'train.delete': '삭제…',
  'train.more': '이 학습에 대해 더',
  'train.cores': '코어',
  'train.coresOf': '{most}개 중 {n}개',
  'train.coresTitle': '학습이 쓸 수 있는 프로세서 코어: 적을수록 다른 일에 여유가 생깁니다',

  'train.timeline': '체크포인트',
  'train.timelineTitle': '왼쪽·오른쪽 화살표로 더 이른 신경망이나 더 나중 신경망으로 글을 읽습니다',
  'train.at': '체크포인트 {checkpoint}',
  'train.atScore': '체크포인트 {checkpoint}: {score}{best, select, yes {, 최고} other {}}',
  'train.untrained': '체크포인트 0: 아직 배운 것 없음',
  'train.reading': '체크포인트 {checkpoint}{으로/로} 글을 읽는 중…',
  'train.isRead': '모든 보기가 체크포인트 {checkpoint}{이/가} 읽은 글을 보여 줍니다.',
  'train.notRead': '체크포인트를 따라 움직여 보세요. 모든 보기가 그 순간의 신경망이 읽은 글을 보여 줍니다.',
  'train.back': '모델로 돌아가기',
  'train.backTitle': '전에 읽던 모델로 글을 읽습니다',
  'train.follow': '최신 체크포인트 따라가기',
  'train.none': '아직 체크포인트 없음',

  'train.loss':
    '{task, select, language-model {손실, 기호당 내트} states {손실, 평균 제곱 오차} other {손실, 내트}}',
  'train.scoreName':
    '{measure, select, accuracy {정답 비율} macroF1 {매크로 F1} other {처음 보는 글의 손실}}',
  'train.learningRate': '학습률',
  'train.gradientNorm': '기울기 크기',
  'train.area': '가장 좋은 유닛의 AUC',
  'train.areaOf': '{unit}의 AUC',
  'train.curve':
    '{curve, select, training {학습} unseen {처음 보는 글} score {처음 보는 글} learningRate {학습률} gradientNorm {기울기} clipping {자르는 크기} area {AUC} other {우연의 한계}}',
  'train.charts':
    '학습 곡선, 에포크 {n, plural, other {#}}개. 왼쪽·오른쪽 화살표로 커서를 체크포인트마다 옮기고, Home과 End로 처음과 마지막 체크포인트로 가며, Enter로 커서가 있는 체크포인트로 글을 읽습니다.',
  'train.chartsRole': '그래프',
  'train.firstStep': '스텝 0',
  'train.readout': '체크포인트 {checkpoint}, 스텝 {step}',
  'train.value': '{curve} {value}',
  'train.asked': '곡선을 가져오는 중…',

  'train.unit': '구간을 구별하는 유닛',
  'train.unitBy': '누구의 곡선인가',
  'train.unitBest': '최고',
  'train.unitBestName': '체크포인트마다 가장 좋은 유닛',
  'train.unitName':
    '{layers, select, several {{layer}층 } other {}}{direction, select, backward {역방향 } forward {순방향 } other {}}유닛 {unit}{quantity, select, c { (c)} other {}}',
  'train.stretch':
    '보이는 글: 끌어서 구간을 선택하세요. 왼쪽·오른쪽 화살표로 옮겨 다니고, Shift와 함께 누르면 선택하며, 스페이스바를 누르면 편집기에서 그 자리를 보여 줍니다.',
  'train.isChosen': '토큰 {n, plural, other {#}}개 선택함',
  'train.noStretch':
    '위의 글에서 따옴표 안 같은 구간을 선택하세요. 유닛이 체크포인트마다 그 구간을 나머지와 얼마나 잘 구별하는지 곡선으로 보여 줍니다.',
  'train.unitRun': '체크포인트 돌리기',
  'train.unitLong': '글이 깁니다. 체크포인트 {n, plural, other {#}}개는 누를 때 돌립니다.',
  'train.unitAsk': '글에 체크포인트를 돌리는 중: {percent}',
  'train.unitFind':
    '체크포인트 {checkpoint}에서 {unit}{은/는} {of, select, others {선택한 것과 같은 구간들} other {선택한 구간}}을 나머지와 AUC {area}{으로/로} 구별합니다. 우연히도 가장 좋은 유닛은 {chance}까지 갑니다. {find, select, no {그러니 우연을 넘지 못합니다.} always {처음부터 우연을 넘습니다.} other {체크포인트 {since}부터 우연을 넘습니다.}}',
  'train.unitOld': '체크포인트 {checkpoint}의 것이며, 더 새로운 것을 돌리는 중입니다.',
  'train.unitEdited': '그 뒤에 글을 고쳤습니다.',

  'train.samples': '이어서 쓰는 글: {prompt}',
  'train.temperature': '온도',
  'train.temperatureOf':
    '온도 {value}: {kind, select, low {거의 가장 그럴듯한 것만} high {배운 것보다 뜻밖의 것이 많음} other {배운 그대로}}',
  'train.sampleAt': '체크포인트',
  'train.sampleText': '글',
  'train.samplesLater': '가져오는 중…',

  'train.flowOf': '체크포인트 {checkpoint}에서 기울기가 닿는 거리',
  'train.flowChart': '|∂loss/∂h|, 손실에서 거슬러 간 시점 수',
  'train.flowVanishes':
    '{layers, select, several {{layer}층: } other {}}기울기가 사라집니다. {lag}시점 앞에서는 한 시점 앞의 {share}입니다. 그보다 먼저 읽은 것은 가중치를 거의 바꾸지 못합니다.',
  'train.flowGrows':
    '{layers, select, several {{layer}층: } other {}}기울기가 폭발합니다. {lag}시점 앞에서는 한 시점 앞의 {share}배입니다. 기울기를 잘라 걸음을 작게 합니다.',
  'train.flowReaches':
    '{layers, select, several {{layer}층: } other {}}기울기가 멀리 닿습니다. {lag}시점 앞에서도 한 시점 앞의 {share}입니다.',
  'train.flowLag': '거슬러 간 시점',
  'train.flowLayer': '{layer}층',

  'train.weights': '체크포인트 {checkpoint}의 가중치',
  'train.weightOf': '{shape}, 평균 {mean}, 표준편차 {deviation}',
  'train.weightName': '매개변수',
  'train.weightShape': '모양',
  'train.weightLow': '최솟값',
  'train.weightMean': '평균',
  'train.weightDeviation': '표준편차',
  'train.weightHigh': '최댓값',

  'train.table': '체크포인트마다 본 학습',
  'train.tableCheckpoint': '체크포인트',
  'train.tableStep': '스텝',
  'train.tableTraining': '학습 손실',
  'train.tableUnseen': '처음 보는 글의 손실',
  'train.tableUnit': '유닛',
  'train.tableArea': 'AUC',
  'train.tableChance': '우연',
  'train.tableRead': '체크포인트 {checkpoint}{으로/로} 글 읽기',

  'train.saidStart': '{title}: 학습 중.',
  'train.saidPaused': '{title}: 일시 정지.',
  'train.saidFinished': '{title}: 끝남. 최고 점수 {score}.',
  'train.saidFailed': '{title}: 멈춤. {problem}',
  'train.saidShare': '{title}: {percent} 마침. 최고 점수 {score}.',

  'train.emptyHeading': '신경망이 배우는 것을 지켜보기',
  'train.empty':
    '작은 신경망이 열린 글에서 이 컴퓨터 안에서 배웁니다. 다음에 올 것, 줄의 라벨, 단어의 태그, 숫자에서 나오는 상태를 배웁니다. 오류가 줄어드는 것, 신경망이 쓰는 글, 순간마다 읽은 글을 볼 수 있습니다. 언제든 멈출 수 있고, 결과는 다른 모델과 똑같은 모델입니다.',
  'train.lessons': '또는 결과가 알려진 실험',
  'train.lessonTitle':
    '{lesson, select, parentheses {괄호 세기} quotation {따옴표를 아는 유닛} anbn {aⁿbⁿ: a만큼 b} other {교과서의 네 매개변수}}',
  'train.lessonWords':
    '{lesson, select, parentheses {(a(bc)d)((e)f)} quotation {“I am glad,” said the prince. “And you?”} anbn {aaabbb aabb aaaabbbb} other {1 1 = −0.324 0.195}}',
  'train.lessonSees':
    '{lesson, select, parentheses {괄호의 깊이를 상태에서 읽을 수 있게 됩니다. 히트맵의 한 줄이 괄호를 따라 오르내립니다.} quotation {『전쟁과 평화』 첫머리입니다. GRU에서는 글이 따옴표 안에 있는지를 아는 유닛이 1분 안에 생깁니다. 단순 RNN에는 생기지 않습니다.} anbn {세 신경망이 세는 법을 배웁니다. LSTM이 가장 멀리 세고 GRU가 그다음이며, 단순 RNN은 거의 세지 못합니다. 셀 상태가 a마다 오르고 b마다 내립니다.} other {유닛 두 개의 단순 RNN이 상태만 보고 배워 W_ih, W_hh와 편향의 합을 숫자 하나하나까지 다시 찾아냅니다. 한 번은 모든 스텝의 손실로, 한 번은 마지막 스텝의 손실로 배웁니다.}}',
  'train.lessonTime':
    '{lesson, select, parentheses {코어 두 개로 3분 안} quotation {코어 두 개로 6분 안} anbn {코어 두 개로 약 3분} other {1분 안}}',
} as const;
