import * as vscode from 'vscode';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { UnitColours } from '../editor/unitColours.js';
import type { Subscription } from '../../live/emitter.js';
import type { Trainings } from '../../live/training/trainings.js';
import type { TrainingPlace } from '../../live/training/trainingPlace.js';

/** What decides which commands can run. */
export interface ContextServices {
  readonly active: Pick<ActiveEditor, 'document' | 'editor' | 'onDidChange'>;
  readonly colours: Pick<UnitColours, 'isColouring' | 'onDidChange'>;
  readonly trainings: Pick<Trainings, 'state' | 'onDidChange'>;
  readonly trainingPlace: Pick<TrainingPlace, 'names'>;
}

/**
 * Keeps the `when` clauses of the manifest up to date, so that nothing is offered that cannot run now. They also ask
 * `rnnLens.isAwake`: in a window where the extension is not used yet, VS Code's own keys say what there is.
 */
export class ContextKeys implements vscode.Disposable {
  private readonly told = new Map<string, boolean>();
  private readonly subscriptions: readonly Subscription[];
  private hasTrainings = false;

  constructor(private readonly services: ContextServices) {
    const { active, colours, trainings, trainingPlace } = services;
    const update = () => this.update();
    this.subscriptions = [
      active.onDidChange(update),
      vscode.window.onDidChangeTextEditorSelection(update),
      colours.onDidChange(update),
      trainings.onDidChange(update),
    ];
    update();
    this.tell('isAwake', true);
    // Those that were kept are read when somebody asks for them.
    void trainingPlace.names().then((names) => {
      this.hasTrainings ||= names.length > 0;
      this.update();
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    const { active, colours, trainings } = this.services;
    const all = trainings.state.trainings;
    this.hasTrainings ||= all.length > 0;
    this.tell('hasText', active.document !== null);
    this.tell('hasSelection', active.editor?.selections.some(({ isEmpty }) => !isEmpty) ?? false);
    this.tell('isColouring', colours.isColouring);
    this.tell(
      'isTraining',
      all.some(({ status }) => status === 'running' || status === 'preparing'),
    );
    this.tell('hasTrainings', this.hasTrainings);
  }

  /** Only what is new: selections change with every key. */
  private tell(key: string, value: boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand('setContext', `rnnLens.${key}`, value);
  }
}
