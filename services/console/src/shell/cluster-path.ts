/** Where the cluster is described; the shell asks for it all the time, so that pages have it at once. */
export const clusterPath = '/v1/cluster';

/** How often: twice as often as nodes report by default. */
export const clusterIntervalMs = 2_000;
