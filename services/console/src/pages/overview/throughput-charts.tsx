import { useMemo } from 'preact/hooks';
import { LineChart } from '../../components/line-chart.tsx';
import { formatByteRate } from '../../format/format-bytes.ts';
import { formatRate } from '../../format/format-count.ts';
import type { Throughput } from '../../state/throughput.ts';

/** Throughput at an instant; absent where it is not known. */
export interface ThroughputMoment {
  readonly atMs: number;
  readonly throughput: Throughput | undefined;
}

/** Records and bytes over the last minutes, of the cluster or of a node. */
export function ThroughputCharts({ history }: { readonly history: readonly ThroughputMoment[] }) {
  const { timesMs, records, bytes } = useMemo(() => {
    const valuesOf = (name: keyof Throughput) =>
      history.map(({ throughput }) => throughput?.[name]);
    return {
      timesMs: history.map(({ atMs }) => atMs),
      records: [{ label: 'in', values: valuesOf('recordsIn') }],
      bytes: [
        { label: 'in', values: valuesOf('bytesIn') },
        { label: 'out', values: valuesOf('bytesOut') },
      ],
    };
  }, [history]);
  return (
    <div class="grid">
      <div class="panel">
        <LineChart title="Records" timesMs={timesMs} series={records} format={formatRate} />
      </div>
      <div class="panel">
        <LineChart
          title="Bytes"
          timesMs={timesMs}
          series={bytes}
          format={formatByteRate}
          isBinary
        />
      </div>
    </div>
  );
}
