import { HttpInterceptorFn } from '@angular/common/http';

/**
 * Where the server is, when it is not where the page came from; empty where it is.
 *
 * Whoever puts the page on a host of its own writes it into the index (deploy/static_page.py).
 */
export function serverAddress(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="lentigo-server"]')?.content.replace(/\/+$/, '') ?? '';
}

/** Sends what is asked of the server to where it is; the page's own files have no slash in front. */
export const serverInterceptor: HttpInterceptorFn = (request, next) =>
  next(request.url.startsWith('/') ? request.clone({ url: serverAddress() + request.url }) : request);
