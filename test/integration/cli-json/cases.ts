/** A run of a command, with `-o json` and the address of the cluster added. */
export interface CommandCase {
  /** All words, separated by spaces: `topic list --internal`. */
  readonly line: string;
  readonly input?: string;
  /** 0 unless it is meant to fail. */
  readonly code?: number;
  /** Whether it prints its result although it fails. */
  readonly printsResult?: boolean;
}

const topics: readonly CommandCase[] = [
  { line: 'topic create orders --partitions 3 --config retention.ms=60000 --wait --timeout 60s' },
  { line: 'topic create orders --if-not-exists --dry-run', code: 0 },
  { line: 'topic create orders', code: 1 },
  { line: 'topic create other --dry-run' },
  { line: 'topic create no/name --dry-run', code: 2 },
  { line: 'topic list' },
  { line: 'topics list order*' },
  { line: 'topic describe orders' },
  { line: 'topic describe nowhere', code: 1 },
  { line: 'topic alter orders --set retention.ms=3600000' },
  { line: 'topic alter orders --set retention.ms=never --dry-run', code: 2 },
  { line: 'topic add-partitions orders --total 4 --dry-run' },
  { line: 'topic add-partitions orders --total 4 --wait' },
  { line: 'topic add-partitions orders --total 4 --dry-run', code: 2 },
  { line: 'config list orders' },
  { line: 'configs list orders --set' },
  { line: 'config get orders retention.ms' },
  { line: 'config get orders retention.msec', code: 2 },
  { line: 'config set orders retention.ms=120000' },
  { line: 'config unset orders retention.ms --dry-run' },
  { line: 'config unset orders retention.ms' },
  { line: 'config docs' },
  { line: 'config docs nothing', code: 2 },
];

const records: readonly CommandCase[] = [
  { line: 'produce orders --partition 0', input: 'one\ntwo\nthree\n' },
  { line: 'produce nowhere', input: 'one\n', code: 1, printsResult: true },
  { line: 'consume orders --group readers --exit-at-end' },
  { line: 'consume nowhere --exit-at-end', code: 1 },
  { line: 'record produce orders --partition 0', input: 'four\n' },
  { line: 'records consume orders --exit-at-end' },
  { line: 'record list orders --limit 2' },
  { line: 'record list orders --cursor odd', code: 2 },
  { line: 'record search orders --text TWO' },
  { line: 'record search orders', code: 2 },
  { line: 'record search nowhere --text two', code: 1 },
  { line: 'record tail orders -n 2 --max 2' },
  { line: 'record get orders --partition 0 --offset 1' },
  { line: 'record get orders --partition 0 --offset 4711', code: 1 },
  { line: 'record delete orders --partition 0 --before 1 --dry-run' },
  { line: 'record delete orders --partition 0 --before 1 --yes' },
  { line: 'record delete orders --before 1', code: 2 },
  { line: 'check --records 3' },
  { line: 'check --topic no/name', code: 2, printsResult: true },
];

const groups: readonly CommandCase[] = [
  { line: 'group list' },
  { line: 'groups list read*' },
  { line: 'group describe readers' },
  { line: 'group describe nobody', code: 1 },
  { line: 'group reset readers --topic orders --to earliest --dry-run' },
  { line: 'group reset readers --topic orders --offsets 0=1' },
  { line: 'group reset copies --like readers' },
  { line: 'group reset readers --to-file {saved file}' },
  { line: 'group reset readers --topic orders --to latest' },
  { line: 'group reset readers --from-file {saved file}' },
  { line: 'group reset readers --from-file -', input: 'orders,0,2\n' },
  { line: 'group reset readers --from-file -', input: 'orders,0\n', code: 2 },
  { line: 'group reset readers --topic orders --offsets 0=4711', code: 1 },
  { line: 'group reset readers --like nobody', code: 2 },
  { line: 'group reset readers --topic orders', code: 2 },
  { line: 'group delete copies --dry-run' },
  { line: 'group delete copies --yes' },
  { line: 'group delete copies --dry-run', code: 1 },
];

const cluster: readonly CommandCase[] = [
  { line: 'cluster describe' },
  { line: 'cluster balance --dry-run' },
  { line: 'node list' },
  { line: 'nodes list' },
  { line: 'node decommission 3 --dry-run' },
  { line: 'node decommission 3 --cancel' },
  { line: 'node decommission 9 --dry-run', code: 1 },
  { line: 'node decommission one', code: 2 },
  { line: 'node remove 3 --dry-run', code: 2 },
  { line: 'node remove 9', code: 1 },
  { line: 'partition status' },
  { line: 'partition elect --dry-run' },
  { line: 'partition elect --topic orders --partition 0' },
  { line: 'partition elect --topic orders --partition 9 --dry-run', code: 1 },
  { line: 'partition move --topic orders --partition 0 --to 3,2,1 --dry-run' },
  { line: 'partition move --topic orders --partition 0 --to 3,2,1 --wait' },
  { line: 'partition move --topic orders --partition 0 --to 9', code: 2 },
  { line: 'partition cancel --topic orders --partition 0 --dry-run', code: 1 },
  { line: 'topic create lone --replication-factor 1' },
  { line: 'produce lone', input: 'x'.repeat(100_000) },
  { line: 'partition move --topic lone --partition 0 --to {other node} --throttle 1' },
  { line: 'partition status' },
  { line: 'partition cancel --topic lone --partition 0 --dry-run' },
  { line: 'partition cancel --topic lone --partition 0' },
  { line: 'node remove {stopped node}' },
];

const operator: readonly CommandCase[] = [
  { line: 'node describe 1' },
  { line: 'node describe 9', code: 1 },
  { line: 'node drain 1 --dry-run' },
  { line: 'node drain 1' },
  { line: 'node drain 1 --undo' },
  { line: 'node drain 9', code: 1 },
  { line: 'partition list --topic orders' },
  { line: 'partition list --topic nowhere', code: 1 },
  { line: 'partition describe orders/0' },
  { line: 'partition describe orders', code: 2 },
  { line: 'top -n 1 --every 0.5' },
  { line: 'top -n 0', code: 2 },
  { line: 'doctor --look 0 --fail-on never' },
  { line: 'doctor --look 0 --fail-on notice', code: 1, printsResult: true },
  { line: 'bundle --file {archive}' },
  { line: 'bundle --file {archive}', code: 2 },
];

const security: readonly CommandCase[] = [
  { line: 'acl create --principal user:ann --topic orders --operation read,write --dry-run' },
  { line: 'acl create --principal user:ann --topic orders --operation read,write' },
  { line: 'acl create --principal user:ann --operation read', code: 2 },
  { line: 'acl list' },
  { line: 'acls list --principal user:bob' },
  { line: 'acl delete --principal user:ann --operation write --dry-run' },
  { line: 'acl delete --principal user:ann' },
  { line: 'acl delete', code: 2 },
  { line: 'key create --principal user:ann --ttl 1h --dry-run' },
  { line: 'key create --principal user:ann --ttl 1h --description laptop' },
  { line: 'key create --principal ann --dry-run', code: 2 },
  { line: 'key list' },
  { line: 'key revoke nothing --dry-run', code: 1 },
  { line: 'key revoke {key} --dry-run' },
  { line: 'key revoke {key}' },
  { line: 'quota set --principal user:ann --produce 20M --dry-run' },
  { line: 'quota set --principal user:ann --produce 20M --requests 100' },
  { line: 'quota list' },
  { line: 'quota remove --principal user:ann --dry-run' },
  { line: 'quota remove --principal user:ann' },
  { line: 'quota set --principal user:ann', code: 2 },
  { line: 'audit list --limit 2' },
  { line: 'audit list --limit 0', code: 2 },
  { line: 'apply -f - --dry-run', input: '{"topics":[{"name":"paid"}]}' },
  { line: 'apply -f -', input: '{"topics":[{"name":"paid"}],"quotas":[]}' },
  { line: 'apply -f -', input: '{"topic":[]}', code: 2 },
];

const local: readonly CommandCase[] = [
  {
    line: 'context set prod --bootstrap weir.example.com:7400 --connect gateway --api-key-file key',
  },
  { line: 'context set test --bootstrap 127.0.0.1:7400 --use' },
  { line: 'context set none', code: 2 },
  { line: 'context list' },
  { line: 'context show prod' },
  { line: 'context show nothing', code: 2 },
  { line: 'context use prod' },
  { line: 'context use -' },
  { line: 'context rename prod live' },
  { line: 'context remove live' },
  { line: 'errors list *EPOCH' },
  { line: 'errors explain NOT_ENOUGH_REPLICAS' },
  { line: 'errors explain NOT_ENOUGH', code: 2 },
];

const last: readonly CommandCase[] = [
  { line: 'topic delete orders --dry-run' },
  { line: 'topic delete orders --wait' },
  { line: 'topic delete orders', code: 1 },
];

/** What is run, in this order: later ones find what earlier ones made. */
export const commandCases: readonly CommandCase[] = [
  ...topics,
  ...records,
  ...groups,
  ...operator,
  ...cluster,
  ...security,
  ...local,
  ...last,
];
