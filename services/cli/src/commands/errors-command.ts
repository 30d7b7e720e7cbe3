import { Command } from 'commander';
import { markLocal, offerFormats } from '../command-traits.ts';
import { explainError, listErrors } from '../errors/explain-error.ts';
import { patternMeaning } from '../name-filter.ts';
import { changeFormats, listFormats } from '../result/output-format.ts';
import { runLocal } from '../run-command.ts';

/** `weir errors …` */
export function createErrorsCommand(): Command {
  const errors = new Command('errors').alias('error').description('list and explain error codes');
  markLocal(offerFormats(errors.command('list'), listFormats))
    .description('list error codes')
    .argument('[pattern]', patternMeaning)
    .action((pattern: string | undefined, _options: object, command: Command) =>
      runLocal(command, () => listErrors(pattern)),
    );
  markLocal(offerFormats(errors.command('explain'), changeFormats))
    .description('explain an error code: what it means, and what to do')
    .argument('<code>', 'such as NOT_ENOUGH_REPLICAS')
    .action((code: string, _options: object, command: Command) =>
      runLocal(command, () => explainError(code)),
    );
  return errors;
}
