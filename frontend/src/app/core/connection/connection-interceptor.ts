import { HttpInterceptorFn, HttpResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import { tap } from 'rxjs';

import { Failure } from '../api/failure';
import { Connection } from './connection';

/** Notices by the page's own requests whether the server answers. */
export const connectionInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/')) {
    // A file of the page, which the device may have kept.
    return next(request);
  }
  const connection = inject(Connection);
  return next(request).pipe(
    tap({
      next: (event) => {
        if (event instanceof HttpResponse) {
          connection.answered();
        }
      },
      error: (error: unknown) => {
        if (lost(Failure.from(error))) {
          connection.unanswered();
        } else {
          connection.answered();
        }
      },
    }),
  );
};

/** What stands between page and server may answer in its place, without a sentence of ours. */
function lost(failure: Failure): boolean {
  return failure.code === 'unreachable' || (failure.code === 'unreadable' && [502, 503, 504].includes(failure.status));
}
