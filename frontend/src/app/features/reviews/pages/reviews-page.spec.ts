import { EXAMPLE_CASE } from '../example-case';
import { refusal, ReviewsVisit, row } from './reviews-visit';

describe('ReviewsPage', { timeout: 20_000 }, () => {
  let visit: ReviewsVisit;

  beforeEach(async () => {
    visit = await ReviewsVisit.begin();
  });

  it('shows what waits in the order of the server, a page at a time', async () => {
    await visit.open('/reviews');
    const rows = [row(3), row(1, { risk: 'low', age_seconds: 7200 })];
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush({ cases: rows, next: 'key', total: 3 });
    await visit.until(() => expect(visit.page.querySelectorAll('lentigo-case-row')).toHaveLength(2));
    expect(visit.page.querySelector('h1')?.textContent).toBe('Reviews');
    expect(visit.page.querySelector('nav')?.textContent).toContain('(3)');
    expect(visit.page.querySelectorAll('lentigo-case-row')[1]?.textContent).toContain('2 hours');
    visit.button('Show more').click();
    (await visit.request('GET /reviews?state=waiting&limit=30&after=key')).flush({
      cases: [row(2)],
      next: null,
      total: 3,
    });
    await visit.until(() => expect(visit.page.querySelectorAll('lentigo-case-row')).toHaveLength(3));
  });

  it('says so when nothing waits, and what was done stands in a list of its own', async () => {
    await visit.open('/reviews');
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush({ cases: [], next: null, total: 0 });
    await visit.until(() => expect(visit.page.textContent).toContain("Nothing waits for a doctor's word."));
    const review = { ...EXAMPLE_CASE.review, state: 'corrected' as const, class: 'dermatofibroma', version: 1 };
    await visit.harness.navigateByUrl('/reviews?state=done');
    (await visit.request('GET /reviews?state=done&limit=30')).flush({
      cases: [row(9, { review })],
      next: null,
      total: 1,
    });
    await visit.until(() => expect(visit.page.textContent).toMatch(/Corrected to:\s+Dermatofibroma/));
  });

  it("speaks the server's sentence when the list cannot be had, and tries again", async () => {
    await visit.open('/reviews');
    const message = 'The store does not answer.';
    const answer = { status: 503, statusText: 'Unavailable' };
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush(refusal(message, 'unavailable'), answer);
    await visit.until(() => expect(visit.page.querySelector('[role=alert]')?.textContent).toContain(message));
    visit.button('Try again').click();
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush({ cases: [row(1)], next: null, total: 1 });
    await visit.until(() => expect(visit.page.querySelectorAll('lentigo-case-row')).toHaveLength(1));
  });

  it('keeps the place of the way that leads nowhere at an end of the list', async () => {
    await visit.openCase();
    const ways = (): (string | null)[][] =>
      [...visit.page.querySelectorAll('article nav > *')].map((way) => [
        way.getAttribute('aria-label'),
        way.hasAttribute('disabled') ? null : way.getAttribute('href'),
      ]);
    expect(ways()).toEqual([
      ['Previous case', null],
      ['Next case', '/reviews/18'],
    ]);
    await visit.harness.navigateByUrl('/reviews/18');
    (await visit.request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await visit.until(() =>
      expect(ways()).toEqual([
        ['Previous case', '/reviews/17'],
        ['Next case', null],
      ]),
    );
  });

  it('offers no way through a list of one', async () => {
    await visit.open('/reviews/17');
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush({ cases: [row(17)], next: null, total: 1 });
    (await visit.request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await visit.until(() => expect(visit.button('Confirm: Melanoma').disabled).toBe(false));
    expect(visit.page.querySelector('article nav')).toBeNull();
  });

  it('confirms with a note and goes on to the next case', async () => {
    await visit.openCase();
    expect(visit.page.querySelector('h1')?.textContent).toBe('Case No. 17');
    visit.write(' Come in on Monday. ');
    visit.button('Confirm: Melanoma').click();
    const sent = await visit.request('POST /reviews/17');
    expect(sent.request.body).toEqual({ decision: 'confirmed', class: null, note: 'Come in on Monday.', version: 0 });
    sent.flush({ ...EXAMPLE_CASE, review: { ...EXAMPLE_CASE.review, state: 'confirmed', class: 'melanoma' } });
    await visit.until(() => expect(visit.router.url).toBe('/reviews/18'));
    (await visit.request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await visit.until(() => expect(visit.page.querySelector('textarea')?.value).toBe(''));
    expect(visit.page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(1);
  });

  it('asks what it is before it sends a correction, and offers what the model does not know', async () => {
    await visit.openCase();
    const conditions = [{ slug: 'melanoma' }, { slug: 'dermatofibroma' }];
    (await visit.request('GET /conditions')).flush({ conditions });
    visit.button('Correct').click();
    await visit.until(() => {
      const options = [...visit.page.querySelectorAll('option')].map((one) => one.value);
      expect(options).toEqual(['', 'melanocytic nevus', 'dermatofibroma']);
    });
    visit.button('Send the correction').click();
    await visit.until(() => expect(visit.page.textContent).toContain('Choose what it is.'));
    const choice = visit.page.querySelector('select') as HTMLSelectElement;
    choice.value = 'dermatofibroma';
    choice.dispatchEvent(new Event('change'));
    visit.button('Send the correction').click();
    expect((await visit.request('POST /reviews/17')).request.body).toMatchObject({
      decision: 'corrected',
      class: 'dermatofibroma',
    });
  });

  it('leads the focus into the correction and out of it, and says at its list that nothing is chosen', async () => {
    await visit.openCase();
    visit.button('Correct…').click();
    await visit.until(() => expect(document.activeElement?.tagName).toBe('SELECT'));
    const choice = visit.page.querySelector('select') as HTMLSelectElement;
    expect(visit.page.querySelector('mat-error')).toBeNull();
    visit.button('Send the correction').focus();
    visit.button('Send the correction').click();
    await visit.until(() => expect(visit.page.querySelector('mat-error')?.textContent).toContain('what it is.'));
    expect(document.activeElement).toBe(choice);
    expect(choice.getAttribute('aria-invalid')).toBe('true');
    choice.value = 'melanocytic nevus';
    choice.dispatchEvent(new Event('change'));
    await visit.until(() => expect(visit.page.querySelector('mat-error')).toBeNull());
    visit.button('Cancel').click();
    await visit.until(() => expect(document.activeElement).toBe(visit.button('Correct…')));
  });

  it('keeps an open correction while one looks at another case, and leaves its list the arrows', async () => {
    await visit.openCase();
    visit.button('Correct…').click();
    await visit.until(() => expect(visit.page.querySelector('select')).not.toBeNull());
    const choice = visit.page.querySelector('select') as HTMLSelectElement;
    choice.value = 'melanocytic nevus';
    choice.dispatchEvent(new Event('change'));
    const opens = new KeyboardEvent('keydown', { key: 'ArrowDown', altKey: true, bubbles: true, cancelable: true });
    expect(choice.dispatchEvent(opens)).toBe(true);
    await visit.harness.navigateByUrl('/reviews/18');
    (await visit.request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await visit.until(() => expect(visit.page.querySelector('textarea')).not.toBeNull());
    expect(visit.page.querySelector('lentigo-verdict-form select')).toBeNull();
    await visit.harness.navigateByUrl('/reviews/17');
    (await visit.request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await visit.until(() => expect(visit.page.querySelector('select')?.value).toBe('melanocytic nevus'));
  });

  it('leads back to the list, whose heading is that of the page then', async () => {
    await visit.openCase();
    expect(visit.page.querySelectorAll('h1')).toHaveLength(1);
    await visit.harness.navigateByUrl('/reviews');
    await visit.until(() => expect(visit.page.querySelector('h1')?.textContent).toBe('Reviews'));
    expect(visit.page.querySelectorAll('h1')).toHaveLength(1);
  });

  it('keeps the note when the request fails, and when one looks at another case meanwhile', async () => {
    await visit.openCase();
    visit.write('Typed with care.');
    visit.button('Confirm: Melanoma').click();
    (await visit.request('POST /reviews/17')).error(new ProgressEvent('error'));
    await visit.until(() =>
      expect(visit.page.querySelector('[role=alert]')?.textContent).toContain('cannot be reached'),
    );
    expect(visit.page.querySelector('textarea')?.value).toBe('Typed with care.');
    await visit.harness.navigateByUrl('/reviews/18');
    (await visit.request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await visit.until(() => expect(visit.page.querySelector('textarea')?.value).toBe(''));
    await visit.harness.navigateByUrl('/reviews/17');
    (await visit.request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await visit.until(() => expect(visit.page.querySelector('textarea')?.value).toBe('Typed with care.'));
  });

  it('shows the word of whoever was faster, keeps the note, and lets the doctor decide again', async () => {
    await visit.openCase();
    visit.write('My own note.');
    visit.button('Confirm: Melanoma').click();
    const message = 'Somebody has given a word on this case meanwhile.';
    const answer = { status: 409, statusText: 'Conflict' };
    (await visit.request('POST /reviews/17')).flush(refusal(message, 'reviewed_meanwhile'), answer);
    const review = { state: 'corrected', class: 'dermatofibroma', note: 'Firm.', doctor: 'Dr Who', version: 1 };
    (await visit.request('GET /reviews/17')).flush({
      ...EXAMPLE_CASE,
      review: { ...review, time: '2026-11-22T11:00:00Z' },
    });
    await visit.until(() => expect(visit.page.querySelector('lentigo-doctors-word')?.textContent).toContain('Firm.'));
    expect(visit.page.querySelector('[role=alert]')?.textContent).toContain(message);
    expect(visit.page.querySelector('textarea')?.value).toBe('My own note.');
    await visit.until(() => expect(visit.button('Confirm: Melanoma').disabled).toBe(false));
    visit.button('Confirm: Melanoma').click();
    const again = await visit.request('POST /reviews/17');
    expect(again.request.body).toMatchObject({ version: 1, note: 'My own note.' });
    const changed = { ...EXAMPLE_CASE, review: { ...review, state: 'confirmed', doctor: 'Me', version: 2 } };
    again.flush({ ...changed, earlier_words: [{ ...review, time: '2026-11-22T11:00:00Z' }] });
    await visit.until(() => expect(visit.page.textContent).toContain('What was said before'));
    expect(visit.page.querySelector('[role=alert]')).toBeNull();
  });

  it('moves with Alt and the arrows, sends with Ctrl and Enter, and lets no held key decide twice', async () => {
    await visit.openCase();
    visit.press({ key: 'Enter', ctrlKey: true, repeat: true });
    visit.press({ key: 'ArrowUp', altKey: true });
    visit.press({ key: 'ArrowDown', altKey: true });
    await visit.until(() => expect(visit.router.url).toBe('/reviews/18'));
    (await visit.request('GET /reviews/18')).flush({ ...EXAMPLE_CASE, id: 18 });
    await visit.until(() => expect(visit.button('Confirm: Melanoma').disabled).toBe(false));
    visit.press({ key: 'Enter', ctrlKey: true });
    expect((await visit.request('POST /reviews/18')).request.body).toMatchObject({ decision: 'confirmed' });
    visit.server.expectNone('/reviews/17');
  });

  it('shows a case that was taken back no longer in the list', async () => {
    await visit.open('/reviews/17');
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush({
      cases: [row(17), row(18)],
      next: null,
      total: 2,
    });
    const message = 'There is no such case under review.';
    const answer = { status: 404, statusText: 'Not found' };
    (await visit.request('GET /reviews/17')).flush(refusal(message, 'not_found'), answer);
    await visit.until(() => expect(visit.page.querySelector('.case [role=alert]')?.textContent).toContain(message));
    expect(visit.page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(1);
  });
});
