import type { Acl, AclFilter } from '@weir/client';
import { Command, Option } from 'commander';
import { createAcls } from '../acl/create-acls.ts';
import { deleteAcls } from '../acl/delete-acls.ts';
import { listAcls } from '../acl/list-acls.ts';
import { offerDryRun, offerFormats } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { InputError } from '../exit-code.ts';
import { parseOperations } from '../parse-options.ts';
import { documentFormats, narrowListFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

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
  readonly dryRun?: boolean;
}

interface FilterOptions extends ResourceOptions {
  readonly principal?: string;
  readonly operation?: readonly Acl['operation'][];
  readonly allow?: boolean;
  readonly deny?: boolean;
}

interface DeleteOptions extends FilterOptions {
  readonly all?: boolean;
}

type NamedResource = Pick<Acl, 'resourceType' | 'resourceName' | 'patternType'>;

/** `weir acl …` */
export function createAclCommand(): Command {
  const acl = new Command('acl').alias('acls').description('allow and deny what principals may do');
  const create = withResource(offerFormats(acl.command('create'), documentFormats))
    .description('allow a principal something, or deny it')
    .requiredOption('--principal <who>', 'user:NAME, or "*" for everybody')
    .requiredOption('--operation <names>', 'comma-separated: read,write', parseOperations)
    .option('--deny', 'deny it: that wins over whatever allows it')
    .action(async (options: CreateOptions, command: Command) => {
      const acls = toAcls(options);
      await runCommand(command, (context) => createAcls(context, acls, options.dryRun === true));
    });
  offerDryRun(create, 'show which of them exist');
  const list = withFilter(offerFormats(acl.command('list'), narrowListFormats))
    .description('list ACLs')
    .action(async (options: FilterOptions, command: Command) => {
      const filters = toFilters(options);
      await runCommand(command, (context) => listAcls(context, filters));
    });
  offerWatch(list);
  const remove = withFilter(offerFormats(acl.command('delete'), narrowListFormats))
    .description('delete the ACLs that the options name')
    .option('--all', 'every one')
    .action(async (options: DeleteOptions, command: Command) => {
      const filters = toFilters(options);
      checkIsMeant(filters, options);
      await runCommand(command, (context) => deleteAcls(context, filters, command));
    });
  offerYes(offerDryRun(remove, 'show what would be deleted'));
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

function toAcls(options: CreateOptions): Acl[] {
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
