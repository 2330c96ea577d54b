import { HttpClient, HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';

import { Texts } from '../language/texts';
import { Failure } from './failure';
import { eventually } from '../../../eventually';

const BODY = { error: 'Too dark.', message: 'Too dark.', code: 'too_dark', request_id: 'r1' };

function response(status: number, error: unknown): HttpErrorResponse {
  return new HttpErrorResponse({ status, error, url: '/predict' });
}

describe('Failure', () => {
  it("speaks the server's sentence", () => {
    const failure = Failure.from(response(422, { ...BODY, details: [{ field: 'image', message: 'More light.' }] }));
    expect(failure).toMatchObject({ message: 'Too dark.', status: 422, code: 'too_dark' });
    expect(failure.details).toEqual([{ field: 'image', message: 'More light.' }]);
  });

  it('knows how long to wait, where the server says so', () => {
    const headers = new HttpHeaders({ 'Retry-After': '840' });
    const refusal = new HttpErrorResponse({ status: 429, error: BODY, headers });
    expect(Failure.from(refusal).wait).toBe(840);
    expect(Failure.from(response(429, BODY)).wait).toBeNull();
  });

  it('keeps no detail without words', () => {
    expect(Failure.from(response(400, { ...BODY, details: [{ field: 'x' }, { message: 3 }] })).details).toEqual([]);
  });

  it('says that the server cannot be reached', () => {
    const { text } = Failure.from(response(0, new ProgressEvent('error')));
    expect(text && TestBed.inject(Texts).of(text)).toContain('cannot be reached');
  });

  it.each([413, 502, 503, 504, 500])('has words of its own for a status %d that came without any', (status) => {
    const { message, text } = Failure.from(response(status, '<html>Bad gateway</html>'));
    const sentence = text ? TestBed.inject(Texts).of(text) : '';
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(message + sentence).not.toContain('<');
  });

  it('reads the sentence out of a refused picture, too', async () => {
    const got = firstValueFrom(TestBed.inject(HttpClient).get('/submissions/1/image', { responseType: 'blob' }));
    got.catch(() => undefined);
    const asked = await eventually(() => TestBed.inject(HttpTestingController).expectOne('/submissions/1/image'));
    asked.flush(new Blob([JSON.stringify(BODY)]), { status: 404, statusText: 'Not Found' });
    await expect(got).rejects.toMatchObject({ name: 'Failure', status: 404, message: 'Too dark.' });
  });
});
