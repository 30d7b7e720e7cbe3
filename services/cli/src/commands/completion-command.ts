import { Argument, Command } from 'commander';
import { markLocal, offerFormats } from '../command-traits.ts';
import { bashScript } from '../completion/bash-script.ts';
import { askedKinds, type AskedKind, completedNames } from '../completion/completed-names.ts';
import { type CompletedCommand, completionTable } from '../completion/completion-table.ts';
import { fishScript } from '../completion/fish-script.ts';
import { zshScript } from '../completion/zsh-script.ts';
import { output } from '../output.ts';

type Shell = 'bash' | 'zsh' | 'fish';

const scripts: Readonly<Record<Shell, (table: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const howTo = `
Load it once: eval "$(weir completion bash)", or in fish: weir completion fish | source.
Keep it: ~/.local/share/bash-completion/completions/weir for bash, _weir in a folder of fpath for
zsh, ~/.config/fish/completions/weir.fish for fish.`;

/** `weir completion` */
export function createCompletionCommand(program: Command): Command {
  return markLocal(offerFormats(new Command('completion'), []))
    .description('print a script by which a shell completes weir')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .addHelpText('after', howTo)
    .action((shell: Shell) => {
      output.line(scripts[shell](completionTable(program)).trimEnd());
    });
}

/** `weir __complete`, which the scripts call for names that only the cluster knows. */
export function createNamesCommand(): Command {
  return markLocal(offerFormats(new Command('__complete'), []))
    .description('print names for the completion of a word')
    .addArgument(new Argument('<kind>').choices(askedKinds))
    .argument('<prefix>', 'how the word starts')
    .argument('[words...]', 'the line so far')
    .action(async (kind: AskedKind, prefix: string, words: readonly string[]) => {
      for (const name of await completedNames(kind, prefix, words)) output.line(name);
    });
}
