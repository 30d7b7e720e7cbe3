import { CaseHistory } from './case-history.ts';
import { CaseStream } from './case-stream.ts';
import { type ConformanceCluster, forbiddenTopic } from './conformance-cluster.ts';
import type { DriverProcess } from './driver-process.ts';
import { expandTemplate } from './expand-template.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import type { Toolchain } from './toolchain.ts';

/** What a case works with. */
export interface CaseContextOptions {
  readonly driver: DriverProcess;
  readonly toolchain: Toolchain;
  readonly cluster: ConformanceCluster;
  readonly topic: string;
  readonly group: string;
}

/** One run of a case: its driver, its streams, its variables, and what was published and read. */
export class CaseContext {
  readonly driver: DriverProcess;
  readonly toolchain: Toolchain;
  readonly cluster: ConformanceCluster;
  readonly topic: string;
  readonly group: string;
  readonly history = new CaseHistory();
  readonly #streams = new Map<string, CaseStream>();
  readonly #variables: Record<string, JsonValue>;

  constructor({ driver, toolchain, cluster, topic, group }: CaseContextOptions) {
    this.driver = driver;
    this.toolchain = toolchain;
    this.cluster = cluster;
    this.topic = topic;
    this.group = group;
    this.#variables = { topic, group, forbiddenTopic };
  }

  /** A new stream under a name; one of the same name is forgotten. */
  addStream(name: string): CaseStream {
    const stream = new CaseStream(this.driver, name, this.history);
    this.#streams.set(name, stream);
    return stream;
  }

  /** Throws when no step has opened it. */
  stream(name: string): CaseStream {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw new Error(`The case has not opened the stream ${name}`);
    return stream;
  }

  save(name: string, answer: JsonValue): void {
    this.#variables[name] = answer;
  }

  /** Fills in variables and bytes. */
  expand<Value extends JsonValue>(value: Value): Value {
    const streams: JsonObject = Object.fromEntries(
      [...this.#streams].map(([name, { variables }]) => [name, variables]),
    );
    return expandTemplate(value, { ...this.#variables, streams }) as Value;
  }
}
