import * as vscode from 'vscode';
import type { RnnLensApi, TagsChange } from '../../../media/api/rnn-lens.js';
import type { AgentTools } from '../agents/agentTools.js';
import type { HostApi } from '../agents/hostApi.js';

/** What of the host answers agents and other extensions. */
export interface PublicHost {
  readonly tools: Pick<AgentTools, 'answer' | 'message'>;
  readonly api: Pick<HostApi, 'models' | 'tag' | 'states' | 'onDidChange'>;
}

/** Registers the tools of the manifest: the host is made by the first that is called. */
export function registerTools(
  { packageJSON }: vscode.Extension<unknown>,
  host: () => Promise<PublicHost>,
): vscode.Disposable[] {
  const { contributes } = packageJSON as {
    readonly contributes: { readonly languageModelTools: readonly { readonly name: string }[] };
  };
  return contributes.languageModelTools.map(({ name }) =>
    vscode.lm.registerTool<unknown>(name, {
      prepareInvocation: async ({ input }) => ({
        invocationMessage: (await host()).tools.message(name, input),
      }),
      invoke: async ({ input }, token) => {
        const answer = await (await host()).tools.answer(name, input, token);
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(answer)]);
      },
    }),
  );
}

/** The public interface before there is a host: what is asked makes it, who listens does not. */
export class PublicApi implements RnnLensApi {
  private readonly changed = new vscode.EventEmitter<TagsChange>();

  readonly apiVersion = 1;
  readonly onDidChange = this.changed.event;
  readonly models: RnnLensApi['models'];
  readonly tag: RnnLensApi['tag'];
  readonly states: RnnLensApi['states'];

  constructor(host: () => Promise<PublicHost>) {
    this.models = async () => (await host()).api.models();
    this.tag = async (text, options) => (await host()).api.tag(text, options);
    this.states = async (text, options) => (await host()).api.states(text, options);
  }

  /** The host is there: what it tells is passed on. */
  made({ api }: PublicHost): vscode.Disposable {
    return api.onDidChange((change) => this.changed.fire(change));
  }
}
