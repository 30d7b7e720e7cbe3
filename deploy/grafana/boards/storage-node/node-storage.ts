import type { Row } from '../../dashboard.ts';
import { fallingIsBad, timeseries } from '../../panel.ts';
import { maxBy, perSecond, sumBy } from '../../promql.ts';
import { node, each, byLabel, freeShare } from './node-series.ts';

/** What is on the disks. */
export const nodeStorage: Row = {
  title: 'Storage',
  panels: [
    timeseries({
      title: 'Log',
      about: 'Bytes of segment files. Normal: grows until retention holds it.',
      runbook: 'WeirDiskLow',
      queries: [each('log_bytes')],
      unit: 'bytes',
      width: 6,
    }),
    timeseries({
      title: 'Free share of disks',
      about: 'Normal: above 15 %.',
      runbook: 'WeirDiskLow',
      queries: [{ expr: maxBy(['instance'], freeShare), legend: '{{instance}}' }],
      unit: 'percentunit',
      steps: fallingIsBad(0.15, 0.05),
      max: 1,
      width: 6,
    }),
    timeseries({
      title: 'Segments',
      about: 'Segment files, and those that are open. Normal: open ones stay below their limit.',
      runbook: 'WeirDiskLow',
      queries: [
        { expr: maxBy(['instance'], node('segments')), legend: '{{instance}}' },
        { expr: maxBy(['instance'], node('open_segment_files')), legend: '{{instance}} open' },
      ],
      unit: 'short',
      width: 6,
    }),
    timeseries({
      title: 'Segments rolled and deleted',
      about: 'In a second. Normal: deleted as many as rolled, once retention works.',
      runbook: 'WeirDiskFullSoon',
      queries: [
        { expr: sumBy([], perSecond(node('segments_rolled_total'))), legend: 'rolled' },
        { expr: sumBy([], perSecond(node('segments_deleted_total'))), legend: 'deleted' },
      ],
      unit: 'cps',
      width: 6,
    }),
    timeseries({
      title: 'Bytes deleted, by reason',
      about: 'Bytes of segments deleted in a second. Normal: by retention, as much as is written.',
      runbook: 'WeirDiskFullSoon',
      queries: [byLabel('deleted_bytes', 'reason')],
      unit: 'binBps',
      width: 6,
    }),
    timeseries({
      title: 'Index',
      about:
        'Bytes of the index (LevelDB) on disk, and in memory. Normal: far below the log, and steady.',
      runbook: 'WeirDiskLow',
      queries: [
        each('index_bytes'),
        { ...each('index_memory_bytes'), legend: '{{instance}} memory' },
      ],
      unit: 'bytes',
      width: 6,
    }),
    timeseries({
      title: 'Index files, by level',
      about: 'Of all chosen nodes. Normal: few in level 0; many there means compaction is behind.',
      runbook: 'WeirIndexWritesSlow',
      queries: [{ expr: sumBy(['level'], node('index_level_files')), legend: 'level {{level}}' }],
      unit: 'short',
      isStacked: true,
      width: 6,
    }),
    timeseries({
      title: 'Index compaction',
      about: 'Seconds of compaction per second. Normal: below 0.1.',
      runbook: 'WeirIndexWritesSlow',
      queries: [
        {
          expr: sumBy(['instance'], perSecond(node('index_compaction_seconds_total'))),
          legend: '{{instance}}',
        },
      ],
      unit: 's',
      width: 6,
    }),
  ],
};
