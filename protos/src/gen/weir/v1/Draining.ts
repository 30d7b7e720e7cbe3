// From weir/v1/messaging.proto


/**
 * The gateway stops, or sheds its load: reconnect to another one, with `member_id` and `resume_from`.
 */
export interface DrainingInput {
}

/**
 * The gateway stops, or sheds its load: reconnect to another one, with `member_id` and `resume_from`.
 */
export interface Draining {
}
