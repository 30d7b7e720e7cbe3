import { PageHeader } from '../../components/page-header.tsx';

/** Partitions that are not as they should be, and moves under way. */
export function PartitionsPage() {
  return <PageHeader title="Partitions" />;
}
