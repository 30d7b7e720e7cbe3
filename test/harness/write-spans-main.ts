/** For `--import`, with the directory as the query: this process traces. */
import { writeSpans } from './write-spans.ts';

writeSpans(decodeURIComponent(new URL(import.meta.url).search.slice(1)));
