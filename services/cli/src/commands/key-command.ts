import type { NewApiKey } from '@weir/client';
import { Command } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { formatKeys, formatNewKey } from '../format/key-text.ts';
import { output } from '../output.ts';
import { parseDuration } from '../parse-options.ts';

interface CreateOptions {
  readonly principal: string;
  readonly description?: string;
  readonly ttl?: number;
}

interface ListOptions {
  readonly principal?: string;
}

/** `weir key …` */
export function createKeyCommand(): Command {
  const key = new Command('key').description('create, list and revoke API keys');
  key
    .command('create')
    .description('create an API key and print it, this once')
    .requiredOption('--principal <who>', 'user:NAME')
    .option('--description <text>', 'what it is for')
    .option('--ttl <duration>', 'how long it lasts: 90m, 30d (default: for ever)', parseDuration)
    .action(({ principal, description, ttl }: CreateOptions, command: Command) =>
      withWeir(command, (context) =>
        create(context, {
          principal,
          ...(description === undefined ? undefined : { description }),
          ...(ttl === undefined ? undefined : { ttlMs: ttl }),
        }),
      ),
    );
  key
    .command('list')
    .description('list API keys, without their secrets')
    .option('--principal <who>', 'of this principal')
    .action((options: ListOptions, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const keys = await weir.admin().listApiKeys(options);
        if (format === 'json') output.json({ keys });
        else output.line(formatKeys(keys, Date.now()));
      }),
    );
  key
    .command('revoke <id>')
    .description('end an API key')
    .action((keyId: string, _options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        await weir.admin().revokeApiKey(keyId);
        if (format === 'json') output.json({ revoked: keyId });
        else output.line(`Key ${keyId} is revoked`);
      }),
    );
  return key;
}

/** The key alone on standard output, so that it can be put into a file or a variable. */
async function create({ weir, format }: CommandContext, request: NewApiKey): Promise<void> {
  const { key, secret } = await weir.admin().createApiKey(request);
  if (format === 'json') {
    output.json({ key, secret });
    return;
  }
  output.note(formatNewKey(key));
  output.line(secret);
}
