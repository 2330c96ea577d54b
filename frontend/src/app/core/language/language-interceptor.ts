import { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

import { WITHOUT_TOKEN } from '../session/session';

/** Tells the server the language of the page, which need not be that of the browser. */
export const languageInterceptor: HttpInterceptorFn = (request, next) => {
  // The texts themselves are fetched while the service that knows the language is being made.
  if (request.url.startsWith('i18n/') && request.context.get(WITHOUT_TOKEN)) {
    return next(request);
  }
  return next(request.clone({ setHeaders: { 'Accept-Language': inject(TranslocoService).getActiveLang() } }));
};
