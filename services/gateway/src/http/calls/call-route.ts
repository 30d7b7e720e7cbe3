import type { UnaryMethod } from '@weir/runtime';
import type { HttpCalls } from '../http-calls.ts';

/** A route that is one call of gRPC: body or query, and the path, are the fields of the request. */
export interface CallRoute {
  readonly verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With at most one parameter. */
  readonly url: string;
  readonly summary: string;
  /** The call's name; its messages are `NAMERequest` and `NAMEResponse`. */
  readonly name: string;
  readonly method: UnaryMethod<object, object>;
  /** Field of the request that the path's parameter is. */
  readonly pathField?: string;
  /** Field of the request, a message, whose fields the query has. */
  readonly queryField?: string;
  /** 200 by default. */
  readonly successCode?: number;
  /** Fields that a request leaves out. */
  readonly defaults?: (calls: HttpCalls) => Promise<object>;
}
