import type { ClusterMember } from './local-cluster.ts';

/** What an ops port answered. */
export interface OpsAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends a POST without a body to a path of a service's ops port, such as `/drain`. */
export async function postOps(member: ClusterMember, path: string): Promise<OpsAnswer> {
  const response = await fetch(`http://${member.opsAddress}${path}`, { method: 'POST' });
  return { status: response.status, text: (await response.text()).trim() };
}

/** Whether a probe of a service is good; false too while nothing answers. */
export async function probeOps(
  member: ClusterMember,
  probe: 'livez' | 'readyz' | 'startupz',
): Promise<boolean> {
  try {
    const response = await fetch(`http://${member.opsAddress}/${probe}`);
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}
