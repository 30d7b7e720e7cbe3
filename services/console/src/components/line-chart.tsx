import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { theme } from '../state/theme.ts';

/** A chart that has just begun shows so much time. */
const shortestSeconds = 60;

/** A line of a chart; `undefined` leaves a gap. */
export interface ChartSeries {
  readonly label: string;
  /** CSS variable of its colour: `--chart-1` … `--chart-4`. */
  readonly color?: string;
  readonly values: readonly (number | undefined)[];
}

/** Lines over time, drawn again whenever the values change. */
export function LineChart(props: {
  readonly title: string;
  /** Unix times in milliseconds, one for each value. */
  readonly timesMs: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  readonly height?: number;
  /** For bytes: the axis counts in powers of two. */
  readonly isBinary?: boolean;
}) {
  const { title, timesMs, series, format, height = 160, isBinary = false } = props;
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const shownTheme = theme.value;
  const labels = series.map(({ label }) => label).join();
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const plot = new uPlot(
      optionsOf(element, { series, format, height, isBinary }),
      [[], []],
      element,
    );
    chart.current = plot;
    plot.setData(dataOf(timesMs, series));
    const observer = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [shownTheme, labels, height]);
  useEffect(() => {
    chart.current?.setData(dataOf(timesMs, series));
  }, [timesMs, series]);
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span>
        {series.map(({ label, color, values }, index) => (
          <span key={label} class="chart-legend">
            <span class="chart-mark" style={{ background: `var(${colorOf(color, index)})` }} />
            {label} <strong>{textOf(values.at(-1), format)}</strong>
          </span>
        ))}
      </figcaption>
      <div
        ref={holder}
        role="img"
        aria-label={title}
        class={timesMs.length < 2 ? 'chart-begins' : ''}
      />
    </figure>
  );
}

interface Look {
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  readonly height: number;
  readonly isBinary: boolean;
}

function optionsOf(
  element: HTMLElement,
  { series, format, height, isBinary }: Look,
): uPlot.Options {
  const style = getComputedStyle(element);
  const axis = {
    stroke: style.getPropertyValue('--text-muted'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: style.getPropertyValue('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(200, element.clientWidth),
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { range: (_plot, min, max) => [Math.min(min, max - shortestSeconds), max] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      { ...axis, values: '{HH}:{mm}:{ss}', space: 80, size: 24 },
      {
        ...axis,
        size: 70,
        space: 32,
        values: (_plot, ticks) => ticks.map(format),
        incrs: stepsOf(isBinary),
      },
    ],
    series: [
      {},
      ...series.map(({ label, color }, index) => ({
        label,
        stroke: style.getPropertyValue(colorOf(color, index)),
        width: 1.5,
        points: { show: false },
        value: (_plot: uPlot, value: number | null) => textOf(value, format),
      })),
    ],
  };
}

/** Distances between lines of the grid: 1, 2, 5, 10, …; of bytes 1, 2, 4, 8, …, each in the unit that is shown. */
function stepsOf(isBinary: boolean): number[] {
  if (isBinary) return Array.from({ length: 50 }, (_, power) => 2 ** power);
  return Array.from({ length: 14 }, (_, power) =>
    [1, 2, 5].map((step) => step * 10 ** power),
  ).flat();
}

function dataOf(timesMs: readonly number[], series: readonly ChartSeries[]): uPlot.AlignedData {
  return [
    timesMs.map((atMs) => atMs / 1_000),
    ...series.map(({ values }) => values.map((value) => value ?? null)),
  ];
}

function colorOf(color: string | undefined, index: number): string {
  return color ?? `--chart-${(index % 4) + 1}`;
}

function textOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}
