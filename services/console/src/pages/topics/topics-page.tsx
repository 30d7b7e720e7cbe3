import type { ListTopicsResponse, TopicListing } from '@weir/protos';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Badge, StatusDot } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { Toggle } from '../../components/toggle.tsx';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount, formatRate } from '../../format/format-count.ts';
import { hrefOf } from '../../router/location.ts';
import { useQuery } from '../../router/use-query.ts';
import { CreateTopic } from './create-topic.tsx';
import { topicHealth } from './topic-health.ts';
import { type TopicSizes, useTopicSizes } from './use-topic-sizes.ts';

/** The topics; sizes and rates of those in sight. */
export function TopicsPage() {
  const [internal, setInternal] = useQuery('internal');
  const includeInternal = internal === 'true' ? true : undefined;
  const { data, error } = usePoll<ListTopicsResponse>(withQuery('/v1/topics', { includeInternal }));
  const [inSight, setInSight] = useState<readonly string[]>([]);
  const sizes = useTopicSizes(inSight);
  const columns = useMemo(() => columnsOf(sizes), [sizes]);
  const onVisible = useCallback((rows: readonly TopicListing[]) => {
    setInSight(rows.map(({ name }) => name));
  }, []);
  return (
    <>
      <PageHeader title="Topics" actions={<CreateTopic />} />
      <DataTable
        label="Topics"
        columns={columns}
        rows={data?.topics}
        error={error}
        rowKey={({ name }) => name}
        rowPath={({ name }) => pathOf(name)}
        onVisible={onVisible}
        empty={
          <Empty title="No topics yet">
            A topic is made by “Create topic”, or by <code>weir topic create NAME</code>.
          </Empty>
        }
        toolbar={
          <Toggle
            isOn={includeInternal === true}
            onChange={(isOn) => {
              setInternal(isOn ? 'true' : '');
            }}
          >
            Internal topics
          </Toggle>
        }
      />
    </>
  );
}

function pathOf(topic: string): string {
  return `/topics/${encodeURIComponent(topic)}`;
}

function columnsOf({ totalsOf, rateOf }: TopicSizes): readonly TableColumn<TopicListing>[] {
  return [
    {
      ...{ id: 'name', title: 'Topic', value: ({ name }) => name },
      render: ({ name, internal }) => (
        <>
          <a href={hrefOf(pathOf(name))}>{name}</a> {internal && <Badge>internal</Badge>}
        </>
      ),
    },
    {
      ...{ id: 'health', title: 'Health', width: 230, value: (topic) => topicHealth(topic).rank },
      text: (topic) => topicHealth(topic).text,
      render: (topic) => {
        const { tone, text } = topicHealth(topic);
        return <StatusDot tone={tone}>{text}</StatusDot>;
      },
    },
    {
      ...{ id: 'partitions', title: 'Partitions', align: 'right', width: 100 },
      value: ({ partitions }) => partitions,
      render: ({ partitions }) => formatCount(partitions),
    },
    {
      ...{ id: 'replicas', title: 'Replicas', align: 'right', width: 90 },
      value: ({ replicationFactor }) => replicationFactor,
    },
    {
      ...{ id: 'records', title: 'Records', align: 'right', width: 130, hint: onlySeen },
      value: ({ name }) => totalsOf(name)?.records,
      render: ({ name }) => formatCount(totalsOf(name)?.records),
    },
    {
      ...{ id: 'rate', title: 'In', align: 'right', width: 100 },
      hint: `Records a second that are written now. ${onlySeen}`,
      value: ({ name }) => rateOf(name),
      render: ({ name }) => formatRate(rateOf(name)),
    },
    {
      ...{ id: 'size', title: 'Size', align: 'right', width: 110 },
      hint: `Of the leaders' logs. ${onlySeen}`,
      value: ({ name }) => totalsOf(name)?.logBytes,
      render: ({ name }) => formatBytes(totalsOf(name)?.logBytes),
    },
  ];
}

const onlySeen = 'Known of the topics that have been in sight';
