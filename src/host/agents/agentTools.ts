import * as vscode from 'vscode';
import { namedUnit, unitOfNetwork } from '../../core/formats/unitNames.js';
import { boundedAnswer, boundedSentence, type AnswerParts } from '../../live/agents/answer.js';
import { AskedInputs } from '../../live/agents/asked.js';
import { compareTexts } from '../../live/agents/compareTexts.js';
import { findUnits } from '../../live/agents/findUnits.js';
import { tagText } from '../../live/agents/tagText.js';
import type { AskedText, TextRuns } from '../../live/agents/textRuns.js';
import { unitStates } from '../../live/agents/unitStates.js';
import { AgentError } from '../../live/agents/agentError.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { Run } from '../../live/run.js';
import { sentenceOf, t } from '../../live/sentences.js';
import type { UnitPlace } from '../../protocol/engine.js';
import type { ModelUnits } from '../models/modelUnits.js';
import { abortedBy } from './abortedBy.js';
import { askedText, openDocument, type AskedTextServices } from './askedTexts.js';

/** What the tools need of the house. */
export interface AgentServices extends AskedTextServices {
  readonly engine: () => Pick<EngineClient, 'call'>;
  readonly units: Pick<ModelUnits, 'read'>;
  readonly texts: TextRuns;
}

/** Which text is meant, in all tools but one. */
const TEXT = ['text', 'document', 'model'] as const;
const PLACE = ['layer', 'direction', 'quantity'] as const;

type Answerer = (services: AgentServices, input: unknown, signal: AbortSignal) => Promise<AnswerParts>;

/** The tools by the names of the manifest. */
const TOOLS: Readonly<Record<string, Answerer>> = {
  rnn_tag_text: tagging,
  rnn_unit_states: looking,
  rnn_find_units: finding,
  rnn_compare_texts: comparing,
};

/** Tools for language models: they read texts and open documents, and change nothing. */
export class AgentTools {
  constructor(private readonly services: AgentServices) {}

  /** The answer of a tool. Rejects with one sentence that a model can act on, and with a CancellationError. */
  async answer(name: string, input: unknown, token: vscode.CancellationToken): Promise<string> {
    const { signal, dispose } = abortedBy(token);
    try {
      return boundedAnswer(await TOOLS[name](this.services, input, signal));
    } catch (error) {
      if (signal.aborted) throw new vscode.CancellationError();
      throw new Error(boundedSentence(sentenceOf(error)));
    } finally {
      dispose();
    }
  }

  /** What people read while a tool works. */
  message(name: string, input: unknown): string {
    const { document } = typeof input === 'object' && input !== null ? (input as { document?: unknown }) : {};
    const what = typeof document === 'string' ? (document.split('/').at(-1) ?? '') : '';
    switch (name) {
      case 'rnn_unit_states':
        return what ? t('Reading states of units in {0}', what) : t('Reading states of units');
      case 'rnn_find_units':
        return what ? t('Looking for units in {0}', what) : t('Looking for units');
      case 'rnn_compare_texts':
        return t('Comparing two texts');
      default:
        return what ? t('Tagging {0}', what) : t('Tagging a text');
    }
  }
}

async function tagging(services: AgentServices, input: unknown, signal: AbortSignal): Promise<AnswerParts> {
  const asked = new AskedInputs(input, [...TEXT, 'fromToken', 'labels']);
  const question = { fromToken: asked.whole('fromToken', 0), labels: asked.texts('labels') };
  return withText(services, asked, signal, (run) => tagText(services.engine(), run, question, signal));
}

async function looking(services: AgentServices, input: unknown, signal: AbortSignal): Promise<AnswerParts> {
  const asked = new AskedInputs(input, [...TEXT, ...PLACE, 'units', 'fromToken']);
  const [placeOf, fromToken, units] = [asked.place(), asked.whole('fromToken', 0), asked.wholes('units')];
  return withText(services, asked, signal, async (run) => {
    const place = placeOf(run.model);
    const called = await namesOf(services, run);
    const nameOf = (unit: number): string => called({ ...place, unit });
    return unitStates(services.engine(), run, { place, units, fromToken, nameOf }, signal);
  });
}

async function finding(services: AgentServices, input: unknown, signal: AbortSignal): Promise<AnswerParts> {
  const asked = new AskedInputs(input, [...TEXT, 'passage', 'label', 'fromUnit']);
  const [passage, label] = [asked.text('passage'), asked.text('label')];
  const fromUnit = asked.whole('fromUnit', 0);
  return withText(services, asked, signal, async (run) => {
    const nameOf = await namesOf(services, run);
    return findUnits(services.engine(), run, { passage, label, fromUnit, nameOf }, signal);
  });
}

async function comparing(services: AgentServices, input: unknown, signal: AbortSignal): Promise<AnswerParts> {
  const names = [
    'textBefore',
    'documentBefore',
    'textAfter',
    'documentAfter',
    'model',
    ...PLACE,
    'fromChange',
  ];
  const asked = new AskedInputs(input, names);
  const [placeOf, fromChange] = [asked.place(), asked.whole('fromChange', 0)];
  const after = await textOf(services, asked, 'After', asked.text('model'));
  const before = await textOf(services, asked, 'Before', after.modelName);
  return services.texts.with([before, after], signal, ([first, second]) => {
    const question = { place: placeOf(second.model), fromChange };
    return compareTexts(services.engine(), { before: first, after: second }, question, signal);
  });
}

async function withText(
  services: AgentServices,
  asked: AskedInputs,
  signal: AbortSignal,
  work: (run: Run) => Promise<AnswerParts>,
): Promise<AnswerParts> {
  const text = await textOf(services, asked, '', asked.text('model'));
  return services.texts.with([text], signal, ([run]) => work(run));
}

/** The text of a pair of inputs, which have this at the end of their names. */
function textOf(
  services: AgentServices,
  asked: AskedInputs,
  end: '' | 'Before' | 'After',
  model: string | undefined,
): Promise<AskedText> {
  const [text, document] = [asked.text(`text${end}`), asked.text(`document${end}`)];
  if (text !== undefined && document !== undefined)
    throw new AgentError(`Hand over either "text${end}" or "document${end}".`);
  if (end !== '' && text === undefined && document === undefined)
    throw new AgentError(`"text${end}" or "document${end}" is missing.`);
  return askedText(services, text ?? openDocument(services, document), model);
}

/** What people call units of a run's model. */
async function namesOf({ units }: AgentServices, { model }: Run): Promise<(place: UnitPlace) => string> {
  const named = await units.read(model);
  return (place) => namedUnit(named, unitOfNetwork(model.rnn, place))?.name ?? '';
}
