// SPDX-License-Identifier: Apache-2.0

interface Fault {
  pointer: string;
  message: string;
}

interface Body {
  code?: string;
  detail?: string;
  requestId?: string;
  retryAfter?: number | null;
  faults?: Fault[];
}

/** What the server answers instead of what was asked (RFC 9457), or that it did not answer. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string,
    readonly retryAfter: number | null,
    readonly faults: Fault[],
  ) {
    super(detail || code);
    this.name = 'Problem';
  }

  /** What is wrong with one member of what was sent, e.g. `/email`. */
  faultOf(pointer: string): string | undefined {
    return this.faults.find((fault) => fault.pointer === pointer)?.message;
  }

  /** The same with what is wrong inside of it, e.g. of `/scopes/0` under `/scopes`. */
  faultsUnder(pointer: string): string[] {
    const isThere = (at: string) => at === pointer || (pointer !== '' && at.startsWith(`${pointer}/`));
    return this.faults.filter((fault) => isThere(fault.pointer)).map((fault) => fault.message);
  }
}

export function problemOf(response: Response, body: unknown): Problem {
  const said: Body = typeof body === 'object' && body !== null ? body : {};
  const header = Number(response.headers.get('Retry-After'));
  return new Problem(
    response.status,
    said.code ?? 'internal',
    said.detail ?? '',
    said.requestId ?? response.headers.get('X-Request-Id') ?? '',
    said.retryAfter ?? (header > 0 ? header : null),
    said.faults ?? [],
  );
}

/** Fetch itself failed: no answer came. */
export function unreachable(): Problem {
  return new Problem(0, 'unreachable', '', '', null, []);
}

export function isProblem(error: unknown, code: string): boolean {
  return error instanceof Problem && error.code === code;
}
