import { EXAMPLE_CONVERSATION, EXAMPLE_MESSAGE } from '../../conversations/example-conversation';
import { EXAMPLE_CASE } from '../example-case';
import { ReviewsVisit, row } from './reviews-visit';

describe('ReviewsPage, what patients asked', { timeout: 20_000 }, () => {
  let visit: ReviewsVisit;

  beforeEach(async () => {
    visit = await ReviewsVisit.begin();
  });

  /** The open case's question comes, and the doctor says that it needs no answer. */
  async function letGo(): Promise<void> {
    const question = { ...EXAMPLE_MESSAGE, from: 'patient' };
    const conversation = { ...EXAMPLE_CONVERSATION, messages: [question], total: 1, unread: 1 };
    (await visit.request('GET /reviews/17/messages?known=0')).flush(conversation);
    await visit.until(() => expect(visit.button('No answer needed')).toBeDefined());
    visit.button('No answer needed').click();
    (await visit.request('PUT /reviews/17/messages/seen')).flush({ ...conversation, unread: 0 });
  }

  it('tells how many questions wait, whatever list is open', async () => {
    await visit.open('/reviews/17');
    const asking = row(17, { messages: 1, unanswered: 1, asked: '2026-11-22T10:44:03Z' });
    const answer = { cases: [asking, row(18)], next: null, total: 2, questions: 3 };
    (await visit.request('GET /reviews?state=waiting&limit=30')).flush(answer);
    const tab = (): string | undefined =>
      [...visit.page.querySelectorAll('.queue nav a')][1]?.textContent.replace(/\s+/g, ' ').trim();
    await visit.until(() => expect(tab()).toBe('Questions (3)'));
    (await visit.request('GET /reviews/17')).flush({ ...EXAMPLE_CASE, ...asking });
    await letGo();
    await visit.until(() => expect(tab()).toBe('Questions (2)'));
    await visit.until(() => expect(visit.button('Confirm: Melanoma').disabled).toBe(false));
    visit.button('Confirm: Melanoma').click();
    const review = { ...EXAMPLE_CASE.review, state: 'confirmed', class: 'melanoma' };
    (await visit.request('POST /reviews/17')).flush({ ...EXAMPLE_CASE, review });
    await visit.until(() => expect(visit.router.url).toBe('/reviews/18'));
    expect(tab()).toBe('Questions (2)');
  });

  it('lists what patients asked, says for how long, and lets a case go that needs no answer, the open one too', async () => {
    const asked = new Date(Date.now() - 2 * 86_400_000 - 60_000).toISOString();
    const [first, second] = [17, 18].map((id) => row(id, { messages: 1, unanswered: 1, asked }));
    await visit.open('/reviews/17?state=asked');
    (await visit.request('GET /reviews?state=asked&limit=30')).flush({ cases: [first, second], next: null, total: 2 });
    await visit.until(() => expect(visit.page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(2));
    expect(visit.page.querySelector('lentigo-case-row lentigo-message-chip')?.textContent).toBe('1 unanswered message');
    expect(visit.page.querySelector('lentigo-case-row')?.textContent).toContain('asked 2 days ago');
    (await visit.request('GET /reviews/17')).flush({ ...EXAMPLE_CASE, ...first });
    await letGo();
    await visit.until(() => expect(visit.page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(1));
    expect(visit.page.querySelector('.queue nav')?.textContent).toContain('(1)');
    expect(visit.router.url).toBe('/reviews/17?state=asked');
    expect(visit.page.querySelector('article nav a')?.getAttribute('href')).toBe('/reviews/18?state=asked');
    await visit.harness.navigateByUrl('/reviews?state=asked');
  });

  it('says so when nobody has asked anything', async () => {
    await visit.open('/reviews?state=asked');
    (await visit.request('GET /reviews?state=asked&limit=30')).flush({ cases: [], next: null, total: 0 });
    await visit.until(() => expect(visit.page.textContent).toContain('No question waits for an answer.'));
  });

  it('stays with a case whose question waits when it has got a word', async () => {
    await visit.open('/reviews/17?state=asked');
    const waiting = row(17, { unanswered: 1, asked: '2026-11-22T10:44:03Z' });
    (await visit.request('GET /reviews?state=asked&limit=30')).flush({
      cases: [waiting, row(18)],
      next: null,
      total: 2,
    });
    (await visit.request('GET /reviews/17')).flush(EXAMPLE_CASE);
    await visit.until(() => expect(visit.button('Confirm: Melanoma').disabled).toBe(false));
    visit.button('Confirm: Melanoma').click();
    const review = { ...EXAMPLE_CASE.review, state: 'confirmed', class: 'melanoma' };
    (await visit.request('POST /reviews/17')).flush({ ...EXAMPLE_CASE, ...waiting, review });
    await visit.until(() =>
      expect(visit.page.querySelector('lentigo-doctors-word')?.textContent).toContain('Confirmed:'),
    );
    expect(visit.router.url).toBe('/reviews/17?state=asked');
    expect(visit.page.querySelectorAll('.queue lentigo-case-row')).toHaveLength(2);
  });
});
