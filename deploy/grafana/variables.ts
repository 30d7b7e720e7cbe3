import type { JsonObject } from './json.ts';

/** The Prometheus that the reader has chosen. */
export const prometheus = { type: 'prometheus', uid: '${datasource}' } as const;

/** A choice on top of a dashboard, from what Prometheus knows. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** In the form of Grafana's Prometheus data source: `label_values(series, label)`. */
  readonly query: string;
  /** Whether exactly one is chosen; any number, all by default, without it. */
  readonly isSingle?: boolean;
}

/**
 * Which Weir: one at a time, so that two are never added up. Where targets lack the label, the choice is
 * empty and matches them all.
 */
export const clusterVariable: Variable = {
  name: 'cluster',
  label: 'Cluster',
  query: 'label_values(weir_build_info, weir_cluster)',
  isSingle: true,
};

/** Which processes, of those that a metric comes from. */
export function instanceVariable(series: string, label: string): Variable {
  return { name: 'instance', label, query: `label_values(${series}, instance)` };
}

/** All that a dashboard lets its reader choose. */
export function variablesJson(variables: readonly Variable[], runbooks: string): JsonObject[] {
  return [
    {
      type: 'datasource',
      name: 'datasource',
      label: 'Prometheus',
      query: 'prometheus',
      current: {},
      options: [],
      refresh: 1,
      regex: '',
      hide: 0,
      includeAll: false,
      multi: false,
      skipUrlSync: false,
    },
    ...variables.map(queryVariableJson),
    {
      type: 'constant',
      name: 'runbooks',
      label: 'Where runbooks are',
      query: runbooks,
      current: { text: runbooks, value: runbooks, selected: true },
      options: [{ text: runbooks, value: runbooks, selected: true }],
      hide: 2,
      skipUrlSync: true,
    },
  ];
}

/** Also matches series that lack the label. */
const everything = {
  allValue: '.*',
  current: { text: ['All'], value: ['$__all'], selected: true },
};

function queryVariableJson({ name, label, query, isSingle = false }: Variable): JsonObject {
  return {
    type: 'query',
    name,
    label,
    datasource: prometheus,
    definition: query,
    query: { query, refId: `variable-${name}` },
    // Again whenever the time changes: processes come and go.
    refresh: 2,
    sort: 7,
    regex: '',
    hide: 0,
    includeAll: !isSingle,
    multi: !isSingle,
    ...(isSingle ? { current: {} } : everything),
    options: [],
    skipUrlSync: false,
  };
}
