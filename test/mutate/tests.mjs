/** The fast tests of what `npm run mutate` changes; a mutant is killed when one of them fails. */
export const TESTS = [
  'test/unit/session.test.ts',
  'test/unit/rpc.test.ts',
  'test/unit/settling.test.ts',
  'test/unit/throttle.test.ts',
  'test/unit/comparison.test.ts',
  'test/unit/hostEngineClient.test.ts',
  'test/unit/hostFollow.test.ts',
  'test/unit/hostMarks.test.ts',
  'test/unit/hostRun.test.ts',
  'test/unit/hostTexts.test.ts',
  'test/unit/engine.test.ts',
  'test/property/editMap.property.test.ts',
  'test/property/messageSize.property.test.ts',
  'test/property/session.property.test.ts',
  'test/property/liveEngine.property.test.ts',
  'test/property/sequenceRun.property.test.ts',
];
