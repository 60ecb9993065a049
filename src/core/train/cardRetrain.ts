import type { ModelManifest } from '../formats/manifest.js';
import type { CardFacts } from './modelCard.js';
import type { VectorsRecipe } from './pretrainedWords.js';
import type { NetworkRecipe } from './recipe.js';

/** Whether a recipe's data are generated. */
export function isGenerated({ data }: CardFacts['recipe']): boolean {
  return 'format' in data && data.format === 'parentheses';
}

/** The data folder of a recipe where the data sets lie side by side in DATA. */
export function dataFolder(data: CardFacts['recipe']['data']): string {
  return 'folder' in data && data.folder && data.folder !== '.' ? `DATA/${data.folder}` : 'DATA';
}

/** How the model is made again: the command, and what it needs besides the data. */
export function retrainSection({ name, training }: ModelManifest, { recipe, recipeFile }: CardFacts): string {
  const isTrained = 'format' in recipe.data;
  const where = isTrained && !isGenerated(recipe) ? dataFolder(recipe.data) : '.';
  const needs = needsOf(recipe);
  const after = isTrained
    ? 'The seed is in the recipe: the same recipe and data give the same weights on the same machine. An interrupted\n' +
      'run goes on from its checkpoint when the command is given again. `npm run evaluate -- DATA` measures every model\n' +
      'again and writes its card.'
    : 'The numbers are in the recipe.';
  const options = needs.map(({ option }) => ` ${option}`).join('');
  return [
    '## Make it again',
    `    node dist/cli.js train ${recipeFile} --data ${where} --out media/models/${name}${options}`,
    ...needs.map(({ what }) => what),
    after,
    ...(isTrained && !isRecipeOf(training, recipe) ? [OTHER_RECIPE] : []),
  ].join('\n\n');
}

/** What the command is given besides the data. */
function needsOf(recipe: CardFacts['recipe']): { readonly option: string; readonly what: string }[] {
  const vectors = vectorsOf(recipe);
  const { start } = recipe;
  return [
    ...(vectors
      ? [
          {
            option: '--vectors FILE',
            what: `FILE is the vectors of ${vectors.name} ${vectors.version}, which are not part of this project.`,
          },
        ]
      : []),
    ...(start
      ? [
          {
            option: '--from DIR',
            what: `DIR is the folder that training \`media/recipes/${start}.json\` fills: it begins with that network.`,
          },
        ]
      : []),
  ];
}

/** The pretrained word vectors that a network begins with. */
export function vectorsOf({ network }: { readonly network?: NetworkRecipe }): VectorsRecipe | undefined {
  return network?.input.kind === 'words' ? network.input.vectors : undefined;
}

const OTHER_RECIPE =
  'The recipe has changed since this model was trained: the one it was trained with is in its `model.json` under\n' +
  '`training`, and the command makes another model.';

/** Whether what decides the weights is the same in a manifest's training and in a recipe. */
function isRecipeOf(training: ModelManifest['training'], recipe: object): boolean {
  const now = new Map<string, unknown>(Object.entries(recipe));
  return [
    'start',
    'network',
    'minimumCounts',
    'batch',
    'dropout',
    'fit',
    'precision',
    'tablePrecision',
  ].every((name) => JSON.stringify(training[name]) === JSON.stringify(now.get(name)));
}
