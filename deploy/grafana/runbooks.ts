/** Where the runbooks are read, unless the chart or the reader says otherwise. */
export const defaultRunbooks = 'https://github.com/weir/weir/blob/main/deploy/runbooks';

/** The name of a file in `deploy/runbooks`, without `.md`: that of the alert that it belongs to. */
export type Runbook = `Weir${string}`;

/** A link in a panel's description. */
export function runbookLink(runbook: Runbook): string {
  return `[${runbook}](\${runbooks}/${runbook}.md)`;
}
