import * as vscode from 'vscode';

const KEPT_LINES = 500;

/** The output channel "RNN Lens", with its last lines kept for tests. */
export class Log implements vscode.Disposable {
  /** The last lines, `level: message`. */
  readonly lines: string[] = [];
  private readonly channel = vscode.window.createOutputChannel('RNN Lens', { log: true });

  info(message: string): void {
    this.channel.info(message);
    this.keep(`info: ${message}`);
  }

  /** Also takes what was caught, for its stack. */
  readonly error = (message: string, cause?: unknown): void => {
    const details = cause instanceof Error ? `\n${cause.stack ?? cause.message}` : '';
    this.channel.error(message + details);
    this.keep(`error: ${message}`);
  };

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }

  private keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }
}
