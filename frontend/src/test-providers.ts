import { provideHttpClient, withInterceptors, withXhr } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';

import { sessionInterceptor } from './app/core/session/session-interceptor';

/** What every unit test runs with: the real interceptor above a server that the test plays. */
export default [
  provideHttpClient(withXhr(), withInterceptors([sessionInterceptor])),
  provideHttpClientTesting(),
  provideRouter([], withComponentInputBinding()),
];
