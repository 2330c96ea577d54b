import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { EXAMPLE_CONVERSATION, EXAMPLE_MESSAGE } from '../../conversations/example-conversation';
import { EXAMPLE_CASE } from '../example-case';
import reviewsRoutes from '../reviews.routes';
import { CaseSummary } from '../services/reviews';
import { eventually } from '../../../../eventually';

function row(id: number, change: Partial<CaseSummary> = {}): CaseSummary {
  return { ...EXAMPLE_CASE, id, ...change };
}

describe('ReviewsPage', { timeout: 20_000 }, () => {
  let harness: RouterTestingHarness;
  let page: HTMLElement;
  let server: HttpTestingController;
  let router: Router;

  beforeEach(async () => {
    server = TestBed.inject(HttpTestingController);
    router = TestBed.inject(Router);
    router.resetConfig([{ path: 'reviews', loadChildren: () => Promise.resolve(reviewsRoutes) }]);
    harness = await RouterTestingHarness.create();
  });

  async function open(address: string): Promise<void> {
    await harness.navigateByUrl(address);
    page = harness.routeNativeElement as HTMLElement;
  }

  async function request(match: string | ((path: string) => boolean)): Promise<TestRequest> {
    const fits = typeof match === 'string' ? (path: string) => path === match : match;
    return eventually(() => server.expectOne(({ urlWithParams, method }) => fits(`${method} ${urlWithParams}`)));
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      harness.detectChanges();
      check();
    });
  }

  async function openCase(): Promise<void> {
    await open('/reviews/17');
    (await request('GET /reviews?state=waiting&limit=30')).flush({ cases: [row(17), row(18)], next: null, total: 2 });
    (await request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await until(() => expect(button('Confirm: Melanoma').disabled).toBe(false));
  }

  function button(label: string): HTMLButtonElement {
    const found = [...page.querySelectorAll('button')].find((one) => one.textContent.includes(label));
    expect(found, label).toBeDefined();
    return found as HTMLButtonElement;
  }

  function write(note: string): void {
    const field = page.querySelector('textarea') as HTMLTextAreaElement;
    field.value = note;
    field.dispatchEvent(new Event('input'));
  }

  function refusal(message: string, code: string): object {
    return { error: message, message, code, request_id: '1' };
  }

  it('shows what waits in the order of the server, a page at a time', async () => {
    await open('/reviews');
    const rows = [row(3), row(1, { risk: 'low', age_seconds: 7200 })];
    (await request('GET /reviews?state=waiting&limit=30')).flush({ cases: rows, next: 'key', total: 3 });
    await until(() => expect(page.querySelectorAll('lentigo-case-row')).toHaveLength(2));
    expect(page.querySelector('h1')?.textContent).toBe('Reviews');
    expect(page.querySelector('nav')?.textContent).toContain('(3)');
    expect(page.querySelectorAll('lentigo-case-row')[1]?.textContent).toContain('2 hours');
    button('Show more').click();
    (await request('GET /reviews?state=waiting&limit=30&after=key')).flush({ cases: [row(2)], next: null, total: 3 });
    await until(() => expect(page.querySelectorAll('lentigo-case-row')).toHaveLength(3));
  });

  it('says so when nothing waits, and what was done stands in a list of its own', async () => {
    await open('/reviews');
    (await request('GET /reviews?state=waiting&limit=30')).flush({ cases: [], next: null, total: 0 });
    await until(() => expect(page.textContent).toContain("Nothing waits for a doctor's word."));
    const review = { ...EXAMPLE_CASE.review, state: 'corrected' as const, class: 'dermatofibroma', version: 1 };
    await harness.navigateByUrl('/reviews?state=done');
    (await request('GET /reviews?state=done&limit=30')).flush({ cases: [row(9, { review })], next: null, total: 1 });
    await until(() => expect(page.textContent).toMatch(/Corrected to:\s+Dermatofibroma/));
  });

  it("speaks the server's sentence when the list cannot be had, and tries again", async () => {
    await open('/reviews');
    const message = 'The store does not answer.';
    const answer = { status: 503, statusText: 'Unavailable' };
    (await request('GET /reviews?state=waiting&limit=30')).flush(refusal(message, 'unavailable'), answer);
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    button('Try again').click();
    (await request('GET /reviews?state=waiting&limit=30')).flush({ cases: [row(1)], next: null, total: 1 });
    await until(() => expect(page.querySelectorAll('lentigo-case-row')).toHaveLength(1));
  });

  it('keeps the place of the way that leads nowhere at an end of the list', async () => {
    await openCase();
    const ways = (): (string | null)[][] =>
      [...page.querySelectorAll('article nav > *')].map((way) => [
        way.getAttribute('aria-label'),
        way.hasAttribute('disabled') ? null : way.getAttribute('href'),
      ]);
    expect(ways()).toEqual([
      ['Previous case', null],
      ['Next case', '/reviews/18'],
    ]);
    await harness.navigateByUrl('/reviews/18');
    (await request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await until(() =>
      expect(ways()).toEqual([
        ['Previous case', '/reviews/17'],
        ['Next case', null],
      ]),
    );
  });

  it('offers no way through a list of one', async () => {
    await open('/reviews/17');
    (await request('GET /reviews?state=waiting&limit=30')).flush({ cases: [row(17)], next: null, total: 1 });
    (await request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await until(() => expect(button('Confirm: Melanoma').disabled).toBe(false));
    expect(page.querySelector('article nav')).toBeNull();
  });

  it('confirms with a note and goes on to the next case', async () => {
    await openCase();
    expect(page.querySelector('h1')?.textContent).toBe('Case No. 17');
    write(' Come in on Monday. ');
    button('Confirm: Melanoma').click();
    const sent = await request('POST /reviews/17');
    expect(sent.request.body).toEqual({ decision: 'confirmed', class: null, note: 'Come in on Monday.', version: 0 });
    sent.flush({ ...EXAMPLE_CASE, review: { ...EXAMPLE_CASE.review, state: 'confirmed', class: 'melanoma' } });
    await until(() => expect(router.url).toBe('/reviews/18'));
    (await request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await until(() => expect(page.querySelector('textarea')?.value).toBe(''));
    expect(page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(1);
  });

  it('asks what it is before it sends a correction, and offers what the model does not know', async () => {
    await openCase();
    const conditions = [{ slug: 'melanoma' }, { slug: 'dermatofibroma' }];
    (await request('GET /conditions')).flush({ conditions });
    button('Correct').click();
    await until(() => {
      const options = [...page.querySelectorAll('option')].map((one) => one.value);
      expect(options).toEqual(['', 'melanocytic nevus', 'dermatofibroma']);
    });
    button('Send the correction').click();
    await until(() => expect(page.textContent).toContain('Choose what it is.'));
    const choice = page.querySelector('select') as HTMLSelectElement;
    choice.value = 'dermatofibroma';
    choice.dispatchEvent(new Event('change'));
    button('Send the correction').click();
    expect((await request('POST /reviews/17')).request.body).toMatchObject({
      decision: 'corrected',
      class: 'dermatofibroma',
    });
  });

  it('leads the focus into the correction and out of it, and says at its list that nothing is chosen', async () => {
    await openCase();
    button('Correct…').click();
    await until(() => expect(document.activeElement?.tagName).toBe('SELECT'));
    const choice = page.querySelector('select') as HTMLSelectElement;
    expect(page.querySelector('mat-error')).toBeNull();
    button('Send the correction').focus();
    button('Send the correction').click();
    await until(() => expect(page.querySelector('mat-error')?.textContent).toContain('what it is.'));
    expect(document.activeElement).toBe(choice);
    expect(choice.getAttribute('aria-invalid')).toBe('true');
    choice.value = 'melanocytic nevus';
    choice.dispatchEvent(new Event('change'));
    await until(() => expect(page.querySelector('mat-error')).toBeNull());
    button('Cancel').click();
    await until(() => expect(document.activeElement).toBe(button('Correct…')));
  });

  it('keeps an open correction while one looks at another case, and leaves its list the arrows', async () => {
    await openCase();
    button('Correct…').click();
    await until(() => expect(page.querySelector('select')).not.toBeNull());
    const choice = page.querySelector('select') as HTMLSelectElement;
    choice.value = 'melanocytic nevus';
    choice.dispatchEvent(new Event('change'));
    const opens = new KeyboardEvent('keydown', { key: 'ArrowDown', altKey: true, bubbles: true, cancelable: true });
    expect(choice.dispatchEvent(opens)).toBe(true);
    await harness.navigateByUrl('/reviews/18');
    (await request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await until(() => expect(page.querySelector('textarea')).not.toBeNull());
    expect(page.querySelector('lentigo-verdict-form select')).toBeNull();
    await harness.navigateByUrl('/reviews/17');
    (await request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await until(() => expect(page.querySelector('select')?.value).toBe('melanocytic nevus'));
  });

  it('tells how many questions wait, whatever list is open', async () => {
    await open('/reviews/17');
    const asking = row(17, { messages: 1, unanswered: 1, asked: '2026-11-22T10:44:03Z' });
    const answer = { cases: [asking, row(18)], next: null, total: 2, questions: 3 };
    (await request('GET /reviews?state=waiting&limit=30')).flush(answer);
    const tab = (): string | undefined =>
      [...page.querySelectorAll('.queue nav a')][1]?.textContent.replace(/\s+/g, ' ').trim();
    await until(() => expect(tab()).toBe('Questions (3)'));
    (await request('GET /reviews/17')).flush({ ...EXAMPLE_CASE, ...asking });
    const question = { ...EXAMPLE_MESSAGE, from: 'patient' };
    const conversation = { ...EXAMPLE_CONVERSATION, messages: [question], total: 1, unread: 1 };
    (await request('GET /reviews/17/messages?known=0')).flush(conversation);
    await until(() => expect(button('No answer needed')).toBeDefined());
    button('No answer needed').click();
    (await request('PUT /reviews/17/messages/seen')).flush({ ...conversation, unread: 0 });
    await until(() => expect(tab()).toBe('Questions (2)'));
    await until(() => expect(button('Confirm: Melanoma').disabled).toBe(false));
    button('Confirm: Melanoma').click();
    const review = { ...EXAMPLE_CASE.review, state: 'confirmed', class: 'melanoma' };
    (await request('POST /reviews/17')).flush({ ...EXAMPLE_CASE, review });
    await until(() => expect(router.url).toBe('/reviews/18'));
    expect(tab()).toBe('Questions (2)');
  });

  it('leads back to the list, whose heading is that of the page then', async () => {
    await openCase();
    expect(page.querySelectorAll('h1')).toHaveLength(1);
    await harness.navigateByUrl('/reviews');
    await until(() => expect(page.querySelector('h1')?.textContent).toBe('Reviews'));
    expect(page.querySelectorAll('h1')).toHaveLength(1);
  });

  it('keeps the note when the request fails, and when one looks at another case meanwhile', async () => {
    await openCase();
    write('Typed with care.');
    button('Confirm: Melanoma').click();
    (await request('POST /reviews/17')).error(new ProgressEvent('error'));
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('cannot be reached'));
    expect(page.querySelector('textarea')?.value).toBe('Typed with care.');
    await harness.navigateByUrl('/reviews/18');
    (await request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await until(() => expect(page.querySelector('textarea')?.value).toBe(''));
    await harness.navigateByUrl('/reviews/17');
    (await request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await until(() => expect(page.querySelector('textarea')?.value).toBe('Typed with care.'));
  });

  it('shows the word of whoever was faster, keeps the note, and lets the doctor decide again', async () => {
    await openCase();
    write('My own note.');
    button('Confirm: Melanoma').click();
    const message = 'Somebody has given a word on this case meanwhile.';
    const answer = { status: 409, statusText: 'Conflict' };
    (await request('POST /reviews/17')).flush(refusal(message, 'reviewed_meanwhile'), answer);
    const review = { state: 'corrected', class: 'dermatofibroma', note: 'Firm.', doctor: 'Dr Who', version: 1 };
    (await request('GET /reviews/17')).flush({ ...EXAMPLE_CASE, review: { ...review, time: '2026-11-22T11:00:00Z' } });
    await until(() => expect(page.querySelector('lentigo-doctors-word')?.textContent).toContain('Firm.'));
    expect(page.querySelector('[role=alert]')?.textContent).toContain(message);
    expect(page.querySelector('textarea')?.value).toBe('My own note.');
    await until(() => expect(button('Confirm: Melanoma').disabled).toBe(false));
    button('Confirm: Melanoma').click();
    const again = await request('POST /reviews/17');
    expect(again.request.body).toMatchObject({ version: 1, note: 'My own note.' });
    const changed = { ...EXAMPLE_CASE, review: { ...review, state: 'confirmed', doctor: 'Me', version: 2 } };
    again.flush({ ...changed, earlier_words: [{ ...review, time: '2026-11-22T11:00:00Z' }] });
    await until(() => expect(page.textContent).toContain('What was said before'));
    expect(page.querySelector('[role=alert]')).toBeNull();
  });

  it('moves with Alt and the arrows, sends with Ctrl and Enter, and lets no held key decide twice', async () => {
    await openCase();
    press({ key: 'Enter', ctrlKey: true, repeat: true });
    press({ key: 'ArrowUp', altKey: true });
    press({ key: 'ArrowDown', altKey: true });
    await until(() => expect(router.url).toBe('/reviews/18'));
    (await request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await until(() => expect(button('Confirm: Melanoma').disabled).toBe(false));
    press({ key: 'Enter', ctrlKey: true });
    expect((await request('POST /reviews/18')).request.body).toMatchObject({ decision: 'confirmed' });
    server.expectNone('/reviews/17');
  });

  it('lists what patients asked, says for how long, and lets a case go that needs no answer, the open one too', async () => {
    const asked = new Date(Date.now() - 2 * 86_400_000 - 60_000).toISOString();
    const [first, second] = [17, 18].map((id) => row(id, { messages: 1, unanswered: 1, asked }));
    await open('/reviews/17?state=asked');
    (await request('GET /reviews?state=asked&limit=30')).flush({ cases: [first, second], next: null, total: 2 });
    await until(() => expect(page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(2));
    expect(page.querySelector('lentigo-case-row lentigo-message-chip')?.textContent).toBe('1 unanswered message');
    expect(page.querySelector('lentigo-case-row')?.textContent).toContain('asked 2 days ago');
    (await request('GET /reviews/17')).flush({ ...EXAMPLE_CASE, ...first });
    const question = { ...EXAMPLE_MESSAGE, from: 'patient' };
    const conversation = { ...EXAMPLE_CONVERSATION, messages: [question], total: 1, unread: 1 };
    (await request('GET /reviews/17/messages?known=0')).flush(conversation);
    await until(() => expect(button('No answer needed')).toBeDefined());
    button('No answer needed').click();
    (await request('PUT /reviews/17/messages/seen')).flush({ ...conversation, unread: 0 });
    await until(() => expect(page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(1));
    expect(page.querySelector('.queue nav')?.textContent).toContain('(1)');
    expect(router.url).toBe('/reviews/17?state=asked');
    expect(page.querySelector('article nav a')?.getAttribute('href')).toBe('/reviews/18?state=asked');
    await harness.navigateByUrl('/reviews?state=asked');
  });

  it('says so when nobody has asked anything', async () => {
    await open('/reviews?state=asked');
    (await request('GET /reviews?state=asked&limit=30')).flush({ cases: [], next: null, total: 0 });
    await until(() => expect(page.textContent).toContain('No question waits for an answer.'));
  });

  it('stays with a case whose question waits when it has got a word', async () => {
    await open('/reviews/17?state=asked');
    const waiting = row(17, { unanswered: 1, asked: '2026-11-22T10:44:03Z' });
    (await request('GET /reviews?state=asked&limit=30')).flush({ cases: [waiting, row(18)], next: null, total: 2 });
    (await request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await until(() => expect(button('Confirm: Melanoma').disabled).toBe(false));
    button('Confirm: Melanoma').click();
    const review = { ...EXAMPLE_CASE.review, state: 'confirmed', class: 'melanoma' };
    (await request('POST /reviews/17')).flush({ ...EXAMPLE_CASE, ...waiting, review });
    await until(() => expect(page.querySelector('lentigo-doctors-word')?.textContent).toContain('Confirmed:'));
    expect(router.url).toBe('/reviews/17?state=asked');
    expect(page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(2);
  });

  it('shows a case that was taken back no longer in the list', async () => {
    await open('/reviews/17');
    (await request('GET /reviews?state=waiting&limit=30')).flush({ cases: [row(17), row(18)], next: null, total: 2 });
    const message = 'There is no such case under review.';
    const answer = { status: 404, statusText: 'Not found' };
    (await request('GET /reviews/17')).flush(refusal(message, 'not_found'), answer);
    await until(() => expect(page.querySelector('.case [role=alert]')?.textContent).toContain(message));
    expect(page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(1);
  });

  function press(key: KeyboardEventInit): void {
    document.dispatchEvent(new KeyboardEvent('keydown', key));
  }
});
