import { words } from '../core/formats/conllu.js';
import { TaggerPipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problem.js';
import { TaggingScorer } from '../core/train/metrics.js';
import { loadModel } from './modelFolders.js';
import { readSentences } from './tag.js';

/** Tags the gold words of a CoNLL-U file and returns the scores as one line of JSON. */
export async function evaluate(file: string, model: string): Promise<string> {
  const { tagger, manifest } = loadModel(model);
  const pipeline = new TaggerPipeline(tagger);
  const scorer = new TaggingScorer((normalised) => tagger.words.id(normalised) > 0);
  for await (const sentence of readSentences(file)) {
    const gold = words(sentence);
    if (gold.length === 0) continue;
    const forms = gold.map(({ form }) => form);
    const { labels } = pipeline.run(forms, Uint32Array.of(0, forms.length));
    const predicted = Array.from(labels, (label) => tagger.labels[label]);
    scorer.add(
      forms,
      gold.map(({ upos }) => upos),
      predicted,
    );
  }
  const scores = scorer.scores();
  if (scores.tokens === 0) throw new RnnLensError(`${file} has no words to evaluate on: is it CoNLL-U?`);
  return JSON.stringify({ model: manifest.name, ...scores });
}
