import { HttpErrorResponse } from '@angular/common/http';

import { Problem, ProblemDetail } from './types';

const UNREACHABLE = 'The server cannot be reached. Check your connection and try again.';
const SENTENCES: Readonly<Record<number, string>> = {
  413: 'This file is too large for the server.',
  502: 'The server is not answering at the moment. Try again shortly.',
  503: 'The server is busy at the moment. Try again shortly.',
  504: 'The server took too long to answer. Try again shortly.',
};

/** A request that was refused or lost, with the sentence to show to the person. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly status = 0,
    readonly code = 'unreachable',
    readonly details: readonly ProblemDetail[] = [],
  ) {
    super(message);
  }

  /** Read any thrown thing as a failure; what is none of ours keeps its own words. */
  static from(error: unknown): Failure {
    if (error instanceof Failure) {
      return error;
    }
    return error instanceof HttpErrorResponse
      ? Failure.fromResponse(error, error.error)
      : new Failure(error instanceof Error ? error.message : UNREACHABLE);
  }

  /** Read a refusal with its body; the body is given apart because a blob has to be read first. */
  static fromResponse(response: HttpErrorResponse, body: unknown): Failure {
    if (response.status === 0) {
      return new Failure(UNREACHABLE);
    }
    if (isProblem(body)) {
      return new Failure(body.message, response.status, body.code, detailsOf(body));
    }
    const sentence = SENTENCES[response.status] ?? `The server could not do this (status ${response.status}).`;
    return new Failure(sentence, response.status, 'unreadable');
  }
}

function detailsOf(problem: Problem): ProblemDetail[] {
  return (problem.details ?? []).flatMap(({ field, message }) =>
    typeof message === 'string' ? [{ message, ...(typeof field === 'string' && { field }) }] : [],
  );
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    typeof (body as Partial<Record<string, unknown>>)['message'] === 'string'
  );
}
