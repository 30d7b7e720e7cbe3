import { join } from 'node:path';
import { createMetrics, OpsServer } from '@weir/runtime';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { PrometheusProcess } from './prometheus-process.ts';
import { labelValues } from './query-prometheus.ts';
import { writeScrapeTargets } from './scrape-targets.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { whyNoPrometheus } from './why-no-prometheus.ts';

it('scrapes the services of a file and answers queries', { timeout: 60_000 }, async ({ skip }) => {
  const reason = whyNoPrometheus();
  skip(reason !== undefined, reason);
  const metrics = createMetrics();
  metrics.counter({ name: 'weir_test_things_total', help: 'Things' }).inc(2);
  const isUp = (): boolean => true;
  const probes = { isLive: isUp, isReady: isUp, isStarted: isUp };
  const ops = new OpsServer({ host: '127.0.0.1', port: 0, metrics, ...probes });
  const opsAddress = `127.0.0.1:${await ops.listen()}`;
  await using directory = await temporaryDirectory();
  const targetFile = join(directory.path, 'targets.json');
  await using prometheus = await PrometheusProcess.create({
    directory: directory.path,
    targetFiles: [targetFile],
  });
  await prometheus.start();

  const labels = { job: 'weir-test', instance: 'test-1', weir_cluster: 'test' };
  writeScrapeTargets(targetFile, [{ targets: [opsAddress], labels }]);
  const series = await eventually(async () => {
    const [found] = await prometheus.query('weir_test_things_total');
    return found;
  });
  expect(series).toEqual({
    labels: { __name__: 'weir_test_things_total', ...labels },
    values: [2],
  });
  const range = await prometheus.query('vector(1) / 0', { rangeSeconds: 10, stepSeconds: 5 });
  expect(range).toEqual([{ labels: {}, values: [Infinity, Infinity, Infinity] }]);
  expect(await prometheus.query('nothing_here')).toEqual([]);
  expect(await labelValues(prometheus.url, 'instance', 'up{job="weir-test"}')).toEqual(['test-1']);
  await expect(prometheus.query('sum(')).rejects.toThrow('parse error');
  await ops.stop();
});

it('says why it did not start', async ({ skip }) => {
  const reason = whyNoPrometheus();
  skip(reason !== undefined, reason);
  await using directory = await temporaryDirectory();
  await using prometheus = await PrometheusProcess.create({
    directory: directory.path,
    targetFiles: ['not-a-kind-prometheus-reads.toml'],
  });
  await expect(prometheus.start()).rejects.toThrow('not-a-kind-prometheus-reads.toml');
});
