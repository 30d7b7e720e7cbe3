import type { DescribeLogsResponse, DescribeTopicResponse } from '@weir/protos';
import { apiPath } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Badge } from '../../components/badge.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { hrefOf } from '../../router/location.ts';
import type { PageProps } from '../page.ts';
import { AddPartitions } from './add-partitions.tsx';
import { DeleteTopic } from './delete-topic.tsx';
import { TopicConfigs } from './topic-configs.tsx';
import { TopicFigures } from './topic-figures.tsx';
import { TopicPartitions } from './topic-partitions.tsx';

/** One topic: how it is, its partitions, its configs, and what can be done with it. */
export function TopicPage({ params }: PageProps) {
  const name = params['topic'] ?? '';
  const description = usePoll<DescribeTopicResponse>(apiPath`/v1/topics/${name}`);
  const logs = usePoll<DescribeLogsResponse>(apiPath`/v1/topics/${name}/logs`, 3_000);
  const topic = description.data?.topic ?? undefined;
  const isInternal = topic?.internal === true;
  return (
    <>
      <PageHeader
        title={name}
        parents={[['Topics', '/topics']]}
        actions={
          <>
            <a class="button" href={hrefOf(`/topics/${encodeURIComponent(name)}/records`)}>
              Records
            </a>
            <AddPartitions topic={topic} />
            <DeleteTopic topic={topic} />
          </>
        }
      >
        {isInternal && <Badge title="Weir keeps its own things in it">internal</Badge>}
      </PageHeader>
      <ErrorNote error={description.error} />
      <TopicFigures description={description.data} logs={logs.data} atMs={logs.atMs} />
      <Tabs
        label="Topic"
        tabs={[
          {
            ...{ id: 'partitions', title: 'Partitions' },
            content: () => <TopicPartitions topic={topic} logs={logs.data} error={logs.error} />,
          },
          {
            ...{ id: 'configs', title: 'Configs' },
            content: () => <TopicConfigs name={name} configs={description.data?.configs} />,
          },
        ]}
      />
    </>
  );
}
