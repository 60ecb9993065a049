/**
 * The parts of a run of `npm run mutate`, each with the fast tests that should notice its mutants, the fastest first: a
 * mutant costs a process for each test file that reaches it, until one fails.
 * @type {{ name: string, mutate: string[], tests: string[] }[]}
 */
export const GROUPS = [
  {
    name: 'protocol',
    mutate: ['src/protocol/rpc.ts'],
    tests: ['test/unit/rpc.test.ts', 'test/unit/hostEngineClient.test.ts'],
  },
  {
    name: 'live',
    mutate: ['src/live/**/*.ts'],
    tests: [
      'test/unit/throttle.test.ts',
      'test/unit/panelAnswers.test.ts',
      'test/unit/sentences.test.ts',
      'test/unit/hostTexts.test.ts',
      'test/unit/hostMarks.test.ts',
      'test/unit/hostFollow.test.ts',
      'test/unit/hostRun.test.ts',
      'test/unit/hostChoice.test.ts',
      'test/unit/differenceViews.test.ts',
      'test/unit/editMap.test.ts',
      'test/unit/sessions.test.ts',
      'test/unit/engineLife.test.ts',
      'test/unit/hostEngineClient.test.ts',
      'test/property/messageSize.property.test.ts',
      'test/property/editMap.property.test.ts',
      'test/property/liveEngine.property.test.ts',
    ],
  },
  {
    name: 'segments',
    mutate: ['src/core/session/segments/*.ts'],
    tests: [
      'test/unit/resegment.test.ts',
      'test/unit/segmentSteps.test.ts',
      'test/unit/unitQueries.test.ts',
      'test/unit/badText.test.ts',
      'test/unit/session.test.ts',
      'test/property/session.property.test.ts',
    ],
  },
  {
    name: 'reading',
    mutate: ['src/core/session/*.ts'],
    tests: [
      'test/unit/badText.test.ts',
      'test/unit/session.test.ts',
      'test/property/session.property.test.ts',
      'test/unit/problems.test.ts',
    ],
  },
  {
    name: 'chunks',
    mutate: ['src/core/session/chunks/*.ts'],
    tests: ['test/unit/chunks.test.ts', 'test/property/chunks.property.test.ts'],
  },
  {
    name: 'stream',
    mutate: ['src/core/session/stream/*.ts'],
    tests: [
      'test/unit/sequenceTokens.test.ts',
      'test/unit/sequenceRun.test.ts',
      'test/property/sequenceRun.property.test.ts',
      'test/unit/settling.test.ts',
      'test/unit/keyCost.test.ts',
      'test/unit/sequenceDocument.test.ts',
    ],
  },
];

/** The part that this process of Stryker runs. */
export const GROUP = GROUPS.find(({ name }) => name === process.env.RNN_LENS_MUTATE_GROUP) ?? GROUPS[0];
