import type { JsonObject } from './json.ts';

/** The Prometheus that the reader has chosen. */
export const prometheus = { type: 'prometheus', uid: '${datasource}' } as const;

/** A choice on top of a dashboard, from what Prometheus knows. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** In the form of Grafana's Prometheus data source: `label_values(series, label)`. */
  readonly query: string;
}

/** Which clusters: each release of Weir has a namespace of its own, or none outside Kubernetes. */
export const namespaceVariable: Variable = {
  name: 'namespace',
  label: 'Namespace',
  query: 'label_values(weir_build_info, namespace)',
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

function queryVariableJson({ name, label, query }: Variable): JsonObject {
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
    includeAll: true,
    // Also matches series that lack the label.
    allValue: '.*',
    multi: true,
    current: { text: ['All'], value: ['$__all'], selected: true },
    options: [],
    skipUrlSync: false,
  };
}
