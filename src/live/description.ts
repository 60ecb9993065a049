import type { PanelRun } from '../protocol/panel.js';
import type { Run } from './run.js';

/** What the panel is told of a run. */
export function describeRun(run: Run): PanelRun {
  const { documentId, documentName, documentUri, model } = run.source;
  return {
    runId: documentId,
    documentName,
    documentUri,
    revision: run.revision,
    model,
    stale: run.stale,
    tokenCount: run.tokenCount,
    stepCount: run.stepCount,
    segmentCount: run.segmentCount,
    shapes: run.summary?.shapes ?? null,
    level: run.level,
    taggedCount: run.taggedCount,
    provisional: run.isProvisional,
    problems: run.summary?.problems ?? [],
  };
}
