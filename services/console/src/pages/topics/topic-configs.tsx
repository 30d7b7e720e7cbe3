import type { TopicConfig } from '@weir/protos';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { useMemo } from 'preact/hooks';
import { EditConfig } from './edit-config.tsx';
import { explainConfig } from './explain-config.ts';

/** All configs of a topic, its own and the defaults, with what they mean. */
export function TopicConfigs(props: {
  readonly name: string;
  readonly configs: readonly TopicConfig[] | undefined;
}) {
  const { name, configs } = props;
  const columns = useMemo(() => columnsOf(name), [name]);
  return (
    <DataTable
      label="Configs"
      columns={columns}
      rows={configs}
      rowKey={(config) => config.name}
      name="c"
    />
  );
}

function columnsOf(topic: string): readonly TableColumn<TopicConfig>[] {
  return [
    {
      ...{ id: 'name', title: 'Config', width: 260, value: ({ name }) => name },
      render: ({ name }) => <span class="mono">{name}</span>,
    },
    {
      ...{ id: 'value', title: 'Value', width: 250, value: ({ value }) => value },
      render: ({ name, value }) => {
        const words = explainConfig(name, value);
        return (
          <>
            <span class="mono">{value}</span>{' '}
            {words !== undefined && <span class="muted">{words}</span>}
          </>
        );
      },
    },
    {
      ...{ id: 'source', title: 'Set by', width: 90 },
      value: ({ isDefault }) => (isDefault ? 'default' : 'topic'),
      render: ({ isDefault }) =>
        isDefault ? <span class="muted">default</span> : <Badge tone="accent">topic</Badge>,
    },
    {
      ...{ id: 'meaning', title: 'Meaning', value: ({ documentation }) => documentation },
      render: ({ documentation }) => (
        <span class="muted" title={documentation}>
          {documentation}
        </span>
      ),
    },
    {
      ...{ id: 'edit', title: '', width: 80, value: () => undefined },
      render: (config) => <EditConfig topic={topic} config={config} />,
    },
  ];
}
