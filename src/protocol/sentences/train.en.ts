/** Sentences of the view of training, part of the panel's. */
export const TRAIN_EN = {
  'view.train': 'Train',
  'train.choose': 'Training',
  'train.entry': '{title} · {status}',
  'train.status':
    '{status, select, preparing {Preparing} running {Learning} paused {Paused} finished {Finished} other {Stopped by a problem}}',
  'train.what':
    '{cell, select, RNN_TANH {RNN} RNN_RELU {RNN (ReLU)} other {{cell}}}, {layers, plural, one {# layer} other {# layers}} of {units}{bidirectional, select, yes {, both directions} other {}}',
  'train.progress': 'Progress of the training',
  'train.epoch': 'epoch {epoch} of {epochs}',
  'train.epochsDone': '{n, plural, one {# epoch} other {# epochs}} done',
  'train.left':
    '{unit, select, minutes {{n, plural, one {about # minute left} other {about # minutes left}}} other {{n, plural, one {about # second left} other {about # seconds left}}}}',
  'train.best': 'best: {score} at checkpoint {checkpoint}',
  'train.score':
    '{measure, select, nats {{value} nats} squaredError {squared error {value}} accuracy {{value} right} other {macro-F1 {value}}}',
  'train.new': 'Train a Network…',
  'train.newOf': 'Train a Network from {document}…',
  'train.newTitle': 'Asks what is to be learned, and by what network',
  'train.pause': 'Pause',
  'train.resume': 'Resume',
  'train.again': 'Try Again',
  'train.stop': 'Stop',
  'train.stopTitle': 'Ends it here: the best network so far becomes the model',
  'train.further': 'Train Further',
  'train.furtherTitle': 'Some more epochs, from where it ended',
  'train.recipe': 'Open Recipe',
  'train.delete': 'Delete…',
  'train.more': 'More of this training',
  'train.cores': 'Cores',
  'train.coresOf': '{n} of {most}',
  'train.coresTitle': 'Processor cores it may use: fewer leave more for everything else',

  'train.timeline': 'Checkpoint',
  'train.timelineTitle': 'Left and right arrows read the text with an earlier or later network',
  'train.at': 'checkpoint {checkpoint}',
  'train.atScore': 'checkpoint {checkpoint}: {score}{best, select, yes {, the best} other {}}',
  'train.untrained': 'checkpoint 0: nothing learned yet',
  'train.reading': 'Reading the text with checkpoint {checkpoint}…',
  'train.isRead': 'All views show the text as checkpoint {checkpoint} reads it.',
  'train.notRead':
    'Move along the checkpoints: all views show the text as the network of that moment reads it.',
  'train.back': 'Back to the model',
  'train.backTitle': 'Reads the text with the model that it was read with before',
  'train.follow': 'Follow the newest',
  'train.none': 'no checkpoint yet',

  'train.loss':
    '{task, select, language-model {Loss, nats a symbol} states {Loss, mean squared error} other {Loss, nats}}',
  'train.scoreName':
    '{measure, select, accuracy {Share that is right} macroF1 {Macro-F1} other {Loss on unseen text}}',
  'train.learningRate': 'Learning rate',
  'train.gradientNorm': 'Gradient norm',
  'train.area': 'AUC of the best unit',
  'train.areaOf': 'AUC of {unit}',
  'train.curve':
    '{curve, select, training {training} unseen {unseen text} score {unseen text} learningRate {learning rate} gradientNorm {gradients} clipping {clipped to} area {AUC} other {chance reaches}}',
  'train.charts':
    'Curves of the training, {n, plural, one {# epoch} other {# epochs}}. Left and right arrows move the cursor from checkpoint to checkpoint, Home and End go to the first and last one, Enter reads the text with the one at the cursor.',
  'train.chartsRole': 'charts',
  'train.firstStep': 'step 0',
  'train.readout': 'checkpoint {checkpoint}, step {step}',
  'train.value': '{curve} {value}',
  'train.asked': 'Fetching the curves…',

  'train.unit': 'A unit that tells a stretch apart',
  'train.unitBy': 'Whose curve it is',
  'train.unitBest': 'Best',
  'train.unitBestName': 'The best unit of each checkpoint',
  'train.unitName':
    'unit {unit}{quantity, select, c { (c)} other {}}{layers, select, several { of layer {layer}} other {}}{direction, select, backward {, backward} forward {, forward} other {}}',
  'train.stretch':
    'The text in sight: drag to choose a stretch. Left and right arrows walk, with Shift they choose, Space shows the place in the editor.',
  'train.isChosen': '{n, plural, one {# token} other {# tokens}} chosen',
  'train.noStretch':
    'Choose a stretch of the text above, such as what stands in quotation marks: a curve shows how well units tell it from the rest at every checkpoint.',
  'train.unitRun': 'Run the checkpoints',
  'train.unitLong':
    'The text is long: {n, plural, one {# checkpoint is} other {# checkpoints are}} run over it when you say so.',
  'train.unitAsk': 'Running the checkpoints over the text: {percent}',
  'train.unitFind':
    'At checkpoint {checkpoint} {unit} tells {of, select, others {stretches like the chosen one} other {the chosen stretch}} from the rest with AUC {area}; by chance the best of all units reaches {chance}. {find, select, no {So it is not above chance.} always {It is above chance from the beginning.} other {It is above chance since checkpoint {since}.}}',
  'train.unitOld': 'This is of checkpoint {checkpoint}; the newer ones are being run.',
  'train.unitEdited': 'The text was edited since.',

  'train.samples': 'What it writes after: {prompt}',
  'train.temperature': 'Temperature',
  'train.temperatureOf':
    'Temperature {value}: {kind, select, low {mostly what is most probable} high {more surprises than it has learned} other {as it has learned}}',
  'train.sampleAt': 'Checkpoint',
  'train.sampleText': 'Text',
  'train.samplesLater': 'Fetching…',

  'train.flowOf': 'How far gradients reach at checkpoint {checkpoint}',
  'train.flowChart': '|∂loss/∂h|, by steps back from the loss',
  'train.flowVanishes':
    '{layers, select, several {Layer {layer}: the} other {The}} gradient vanishes: {lag} steps back it is {share} of what it is one step back. What was read earlier hardly changes the weights.',
  'train.flowGrows':
    '{layers, select, several {Layer {layer}: the} other {The}} gradient explodes: {lag} steps back it is {share} times what it is one step back. Clipping keeps the steps small.',
  'train.flowReaches':
    '{layers, select, several {Layer {layer}: the} other {The}} gradient reaches back: {lag} steps back it is still {share} of what it is one step back.',
  'train.flowLag': 'Steps back',
  'train.flowLayer': 'layer {layer}',

  'train.weights': 'Weights at checkpoint {checkpoint}',
  'train.weightOf': '{shape}, mean {mean}, deviation {deviation}',
  'train.weightName': 'Parameter',
  'train.weightShape': 'Shape',
  'train.weightLow': 'Smallest',
  'train.weightMean': 'Mean',
  'train.weightDeviation': 'Deviation',
  'train.weightHigh': 'Largest',

  'train.table': 'The training, checkpoint by checkpoint',
  'train.tableCheckpoint': 'Checkpoint',
  'train.tableStep': 'Step',
  'train.tableTraining': 'Training loss',
  'train.tableUnseen': 'Loss on unseen text',
  'train.tableUnit': 'Unit',
  'train.tableArea': 'AUC',
  'train.tableChance': 'Chance',
  'train.tableRead': 'Read the text with checkpoint {checkpoint}',

  'train.saidStart': '{title}: learning.',
  'train.saidPaused': '{title}: paused.',
  'train.saidFinished': '{title}: finished; best score {score}.',
  'train.saidFailed': '{title}: stopped. {problem}',
  'train.saidShare': '{title}: {percent} done; best score {score}.',

  'train.emptyHeading': 'Watch a network learn',
  'train.empty':
    'A small network learns from the open text, here on this computer: what comes next, labels of lines, tags of words, states from numbers. You see its errors fall, what it writes, and the text as it reads it at every moment. You can stop at any time; the result is a model like any other.',
  'train.lessons': 'Or an experiment whose outcome is known',
  'train.lessonTitle':
    '{lesson, select, parentheses {Counting parentheses} quotation {A unit for quotations} anbn {aⁿbⁿ: as many b as a} other {The four parameters of the textbook}}',
  'train.lessonWords':
    '{lesson, select, parentheses {(a(bc)d)((e)f)} quotation {“I am glad,” said the prince. “And you?”} anbn {aaabbb aabb aaaabbbb} other {1 1 = −0.324 0.195}}',
  'train.lessonSees':
    '{lesson, select, parentheses {How deep the brackets stand becomes readable from the state: a line of the heatmap climbs and falls with them.} quotation {The first chapters of War and Peace. In the GRU a unit comes to know whether the text is in a quotation, within a minute; the plain RNN gets none.} anbn {Three networks learn to count. The LSTM counts furthest, then the GRU; the plain RNN hardly at all. A cell state climbs with each a and falls with each b.} other {A plain RNN of two units learns from states alone and finds W_ih, W_hh and the sum of the biases again, digit by digit: once by the loss over all steps, once by that of the last.}}',
  'train.lessonTime':
    '{lesson, select, parentheses {under 3 minutes on two cores} quotation {under 6 minutes on two cores} anbn {about 3 minutes on two cores} other {under a minute}}',
} as const;
