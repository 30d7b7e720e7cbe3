import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** One flight as a JSON line, and the airport it left from, which is its key. */
export interface Flight {
  readonly key: string;
  readonly value: string;
}

/** 20,000 real flights, in the order of the data set. Some lines are equal. */
export function readFlights(): Flight[] {
  const path = join(root, 'node_modules/vega-datasets/data/flights-20k.json');
  const flights = JSON.parse(readFileSync(path, 'utf8')) as { readonly origin: string }[];
  return flights.map((flight) => ({ key: flight.origin, value: JSON.stringify(flight) }));
}
