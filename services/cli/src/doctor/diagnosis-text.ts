import type { ClusterSnapshot } from './cluster-snapshot.ts';
import type { Diagnosis } from './diagnose.ts';
import { counted, type Finding, severities } from './finding.ts';

const shownSubjects = 5;
const shownCommands = 3;

/** A diagnosis for people: the worst first, what is of one kind together. */
export function formatDiagnosis(
  diagnosis: Diagnosis,
  seen: Pick<ClusterSnapshot, 'clusterId' | 'nodes' | 'topics' | 'groups'> | undefined,
): string {
  const { findings, counts, leftOut, unseen } = diagnosis;
  const blocks = seen === undefined ? [] : [headline(seen)];
  for (const severity of severities) {
    if (counts[severity] === 0) continue;
    blocks.push(counted(counts[severity], severity).toUpperCase());
    const codes = new Set(findings.filter((each) => each.severity === severity).map(codeOf));
    for (const code of codes) {
      const same = findings.filter((finding) => finding.code === code);
      blocks.push(formatKind(same, leftOut[code] ?? 0));
    }
  }
  if (unseen.length > 0) {
    blocks.push(
      ['Not looked at:', ...unseen.map(({ part, reason }) => `  ${part}: ${reason}`)].join('\n'),
    );
  }
  blocks.push(conclusion(diagnosis));
  return blocks.join('\n\n');
}

/** `1 error, 2 warnings, 0 notices`. */
export function countsText({ counts }: Pick<Diagnosis, 'counts'>): string {
  return severities.map((severity) => counted(counts[severity], severity)).join(', ');
}

function headline({
  clusterId,
  nodes,
  topics,
  groups,
}: Pick<ClusterSnapshot, 'clusterId' | 'nodes' | 'topics' | 'groups'>): string {
  const partitions = topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
  return (
    `Cluster ${clusterId}: ${counted(nodes.length, 'node')}, ${counted(topics.length, 'topic')}, ` +
    `${counted(partitions, 'partition')}, ${counted(groups.length, 'group')}`
  );
}

function formatKind(findings: readonly Finding[], leftOut: number): string {
  const [first] = findings;
  if (first === undefined) return '';
  const more = findings.length - shownSubjects + leftOut;
  const commands = [...new Set(findings.flatMap((finding) => finding.commands))];
  const moreCommands = commands.length - shownCommands;
  return [
    first.code,
    ...findings.slice(0, shownSubjects).map(({ what }) => `  ${what}`),
    ...(more > 0 ? [`  and ${more} more: -o json has them`] : []),
    `  Why: ${first.why}`,
    `  Do:  ${first.remedy}`,
    ...commands.slice(0, shownCommands).map((command) => `       ${command}`),
    ...(moreCommands > 0 ? [`       and ${moreCommands} more like these`] : []),
  ].join('\n');
}

function conclusion({ counts, unseen }: Diagnosis): string {
  const total = counts.error + counts.warning + counts.notice;
  if (total > 0) return countsText({ counts });
  return unseen.length === 0
    ? 'Nothing wrong was found'
    : 'Nothing wrong was found in what could be looked at';
}

function codeOf({ code }: Finding): string {
  return code;
}
