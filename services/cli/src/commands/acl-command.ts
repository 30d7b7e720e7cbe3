import type { Acl, AclFilter, NewAcl } from '@weir/client';
import { Command, Option } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { formatAcls } from '../format/acl-text.ts';
import { output } from '../output.ts';
import { parseOperations } from '../parse-options.ts';

interface ResourceOptions {
  readonly topic?: string;
  readonly group?: string;
  readonly cluster?: boolean;
  readonly prefix?: boolean;
}

interface CreateOptions extends ResourceOptions {
  readonly principal: string;
  readonly operation: readonly Acl['operation'][];
  readonly deny?: boolean;
}

interface FilterOptions extends ResourceOptions {
  readonly principal?: string;
  readonly operation?: readonly Acl['operation'][];
  readonly allow?: boolean;
  readonly deny?: boolean;
}

interface DeleteOptions extends FilterOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

type NamedResource = Pick<Acl, 'resourceType' | 'resourceName' | 'patternType'>;

/** `weir acl …` */
export function createAclCommand(): Command {
  const acl = new Command('acl').description('allow and deny what principals may do');
  withResource(acl.command('create'))
    .description('allow a principal something, or deny it')
    .requiredOption('--principal <who>', 'user:NAME, or "*" for everybody')
    .requiredOption('--operation <names>', 'comma-separated: read,write', parseOperations)
    .option('--deny', 'deny it: that wins over whatever allows it')
    .action(async (options: CreateOptions, command: Command) => {
      const acls = toAcls(options);
      await withWeir(command, (context) => create(context, acls));
    });
  withFilter(acl.command('list'))
    .description('list ACLs')
    .action(async (options: FilterOptions, command: Command) => {
      const filters = toFilters(options);
      await withWeir(command, async ({ weir, format }) => {
        const found = await inTurn(filters, (filter) => weir.admin().listAcls(filter));
        if (format === 'json') output.json({ acls: found });
        else output.line(formatAcls(found));
      });
    });
  withFilter(acl.command('delete'))
    .description('delete the ACLs that the options name')
    .option('--all', 'every one')
    .option('--dry-run', 'show what would be deleted')
    .action(async (options: DeleteOptions, command: Command) => {
      const filters = toFilters(options);
      checkIsMeant(filters, options);
      await withWeir(command, (context) => remove(context, filters, options.dryRun === true));
    });
  return acl;
}

function withResource(command: Command): Command {
  return command
    .option('--topic <name>', 'topic; "*" is every one')
    .option('--group <id>', 'consumer group; "*" is every one')
    .option('--cluster', 'the cluster itself')
    .option('--prefix', 'every topic or group whose name starts so');
}

function withFilter(command: Command): Command {
  return withResource(command)
    .option('--principal <who>', 'of this principal')
    .option('--operation <names>', 'of these operations', parseOperations)
    .addOption(new Option('--allow', 'those that allow').conflicts('deny'))
    .option('--deny', 'those that deny');
}

async function create({ weir, format }: CommandContext, acls: readonly NewAcl[]): Promise<void> {
  const created = await weir.admin().createAcls(acls);
  if (format === 'json') output.json({ created, acls });
  else if (created === acls.length) output.line(`${countAcls(created)} created`);
  else output.line(`${countAcls(created)} created, ${acls.length - created} existed`);
}

async function remove(
  { weir, format }: CommandContext,
  filters: readonly AclFilter[],
  dryRun: boolean,
): Promise<void> {
  const admin = weir.admin();
  const deleted = await inTurn(filters, (filter) => admin.deleteAcls(filter, { dryRun }));
  if (format === 'json') output.json({ deleted, dryRun });
  else {
    output.line(formatAcls(deleted));
    output.note(dryRun ? 'Nothing was changed: --dry-run' : `${countAcls(deleted.length)} deleted`);
  }
}

async function inTurn(
  filters: readonly AclFilter[],
  ask: (filter: AclFilter) => Promise<readonly Acl[]>,
): Promise<readonly Acl[]> {
  const found: Acl[] = [];
  for (const filter of filters) found.push(...(await ask(filter)));
  return found;
}

function toAcls(options: CreateOptions): NewAcl[] {
  const { principal, operation: operations, deny } = options;
  const resource = toResource(options);
  if (resource === undefined) throw new InputError('Name one of --topic, --group and --cluster');
  const permission = deny === true ? 'deny' : 'allow';
  return operations.map((operation) => ({ principal, ...resource, operation, permission }));
}

/** One for each operation: a filter has one at most. */
function toFilters(options: FilterOptions): AclFilter[] {
  const { principal, operation: operations, allow, deny } = options;
  const filter: AclFilter = {
    ...toResource(options),
    ...(principal === undefined ? undefined : { principal }),
    ...(allow === true ? { permission: 'allow' } : undefined),
    ...(deny === true ? { permission: 'deny' } : undefined),
  };
  return operations?.map((operation) => ({ ...filter, operation })) ?? [filter];
}

function toResource({ topic, group, cluster, prefix }: ResourceOptions): NamedResource | undefined {
  const patternType = prefix === true ? 'prefix' : 'literal';
  const named: NamedResource[] = [];
  if (topic !== undefined) named.push({ resourceType: 'topic', resourceName: topic, patternType });
  if (group !== undefined) named.push({ resourceType: 'group', resourceName: group, patternType });
  if (cluster === true) named.push({ resourceType: 'cluster', resourceName: 'weir', patternType });
  const [resource] = named;
  if (named.length > 1) throw new InputError('Name only one of --topic, --group and --cluster');
  if (prefix === true && (resource === undefined || resource.resourceType === 'cluster')) {
    throw new InputError('--prefix is for --topic and --group');
  }
  return resource;
}

function checkIsMeant(filters: readonly AclFilter[], { all }: DeleteOptions): void {
  const isEverything = filters.some((filter) => Object.keys(filter).length === 0);
  if (isEverything === (all === true)) return;
  throw new InputError(
    isEverything
      ? 'Name what to delete, such as --principal user:ann, or --all for every ACL'
      : '--all deletes every ACL: leave out the other options',
  );
}

function countAcls(count: number): string {
  return count === 1 ? '1 ACL' : `${count} ACLs`;
}
