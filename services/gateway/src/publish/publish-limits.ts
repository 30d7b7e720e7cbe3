/** Records in one request. */
export const maxRecordsPerRequest = 10_000;

/** Keys, values and headers of one request, in bytes. */
export const maxRequestBytes = 8 * 1024 * 1024;

/** Names of topics in one request. */
export const maxTopicsPerRequest = 1_000;

/** Characters of a publisher's name. */
export const maxProducerNameLength = 249;

/** How long a record may take from its arrival to its answer, whatever the caller's deadline. */
export const deliveryTimeoutMs = 30_000;

/** What a record takes of a window or budget beside its key, value and headers, in bytes. */
export const recordOverheadBytes = 64;
