import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from './json-value.ts';
import type { JudgeName } from './judge-history.ts';

/** A topic that a case needs; the runner makes it, under a name of its own. */
export interface CaseTopic {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly configs?: Readonly<Record<string, string>>;
}

/** What every step may have beside its own fields. */
interface StepBase {
  /** What the answer must hold; see `matchExpected`. */
  readonly expect?: JsonValue;
  /** Keeps the answer: later steps write `{name.field}` for a part of it. */
  readonly save?: string;
  /** The step is left out for drivers of another kind. */
  readonly only?: DriverKind;
}

/** Drivers speak through generated stubs, or through the SDK, which reconnects by itself. */
export type DriverKind = 'stubs' | 'sdk';

/** One step of a case. `README.md` beside this says what each does. */
export type ConformanceStep = StepBase &
  (
    | { readonly do: 'connect'; readonly gateway?: number; readonly apiKey?: string }
    | {
        readonly do: 'publish';
        readonly request: JsonObject;
        readonly deadlineMs?: number;
        readonly cancelAfterMs?: number;
      }
    | { readonly do: 'publishStream'; readonly requests: readonly JsonObject[] }
    | { readonly do: 'open'; readonly stream: string; readonly request: JsonObject }
    | { readonly do: 'send'; readonly stream: string; readonly request: JsonObject }
    | { readonly do: 'receive'; readonly stream: string; readonly event: string }
    | {
        readonly do: 'read';
        readonly streams: readonly string[];
        readonly count: number;
        readonly isCommitted?: boolean;
      }
    | { readonly do: 'assigned'; readonly partitions: Readonly<Record<string, number>> }
    | { readonly do: 'end'; readonly stream: string }
    | { readonly do: 'cancel'; readonly stream: string }
    | { readonly do: 'health'; readonly service: string }
    | { readonly do: 'quickstart'; readonly texts: readonly string[] }
    | { readonly do: 'killGateway' | 'startGateway'; readonly gateway: number }
    | { readonly do: 'services' | 'pauseLeader' | 'resumeLeader' }
  );

/** One case: what it shows, and the steps that show it. */
export interface ConformanceCase {
  readonly name: string;
  readonly what: string;
  readonly topic?: CaseTopic;
  readonly steps: readonly ConformanceStep[];
  /** The checkers that judge its history; all by default. */
  readonly judges?: readonly JudgeName[];
  /** The case is not for drivers of the other kind, which have another way to the same end. */
  readonly only?: DriverKind;
}

/** The list of cases, in the order in which they run. */
export function readCases(): readonly ConformanceCase[] {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, 'cases.json'), 'utf8'),
  ) as readonly ConformanceCase[];
}
