import { type CommandResult, runCommand } from '../../harness/run-command.ts';
import { weirLauncher } from '../../harness/weir-cli.ts';
import type { ConsoleStage } from './console-stage.ts';

/** Runs a command that a page shows, such as `weir topic delete 'a b'`, as if it was pasted into a shell. */
export async function runShownCommand(
  stage: ConsoleStage,
  command: string,
  input = '',
): Promise<CommandResult> {
  const script = `weir() { "$NODE" "$LAUNCHER" "$@"; }\n${command}\n`;
  return runCommand('sh', ['-c', script], {
    input,
    env: {
      ...stage.environment,
      PATH: process.env['PATH'] ?? '',
      NODE: process.execPath,
      LAUNCHER: weirLauncher,
    },
  });
}
