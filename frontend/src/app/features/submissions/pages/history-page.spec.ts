import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { Submission } from '../../../core/api/types';
import { EXAMPLE } from '../example-submission';
import { HistoryPage } from './history-page';
import { eventually } from '../../../../eventually';

/** Submissions with these numbers, the newest first. */
function rows(from: number, to: number): Submission[] {
  return Array.from({ length: from - to + 1 }, (_, index) => ({ ...EXAMPLE, id: from - index }));
}

describe('HistoryPage', () => {
  let fixture: ComponentFixture<HistoryPage>;
  let page: HTMLElement;
  let server: HttpTestingController;

  beforeEach(() => {
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(HistoryPage);
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  });

  async function request(path: string, method = 'GET'): Promise<TestRequest> {
    return eventually(() => {
      fixture.detectChanges();
      return server.expectOne(({ urlWithParams, method: asked }) => urlWithParams === path && asked === method);
    });
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  function press(label: string): void {
    const button = [...page.querySelectorAll('button')].find(
      (found) => found.textContent.includes(label) || found.getAttribute('aria-label')?.includes(label),
    );
    expect(button, `a button “${label}” in: ${page.textContent}`).toBeDefined();
    button?.click();
  }

  const cards = (): number => page.querySelectorAll('li').length;

  it('shows a part at a time, asks for what is older than its last row, and tells how many there are', async () => {
    (await request('/submissions?limit=12')).flush(rows(20, 9), { headers: { 'X-Total-Count': '17' } });
    await until(() => expect(cards()).toBe(12));
    expect(page.textContent).toContain('12 of 17');
    press('Show more');
    (await request('/submissions?limit=12&before=9')).flush(rows(8, 4), { headers: { 'X-Total-Count': '17' } });
    await until(() => expect(cards()).toBe(17));
    expect(page.textContent).not.toContain('Show more');
  });

  it('says in a row that doctors have written, and nothing where they have not', async () => {
    const [first, second, third] = rows(3, 1);
    const answer = [first, { ...second, messages: 3, unread: 1 }, { ...third, messages: 3, unread: 2 }];
    (await request('/submissions?limit=12')).flush(answer);
    await until(() => expect(cards()).toBe(3));
    const chips = [...page.querySelectorAll('li')].map((one) => one.querySelector('lentigo-message-chip')?.textContent);
    expect(chips).toEqual([undefined, '1 new message', '2 new messages']);
  });

  it('names the spot of a picture that shows one, by its name or by where it is', async () => {
    const [first, second, third] = rows(3, 1);
    const place = { id: '0194', site: 'forearm', side: 'left' } as const;
    const named = { ...second, lesion: { ...place, name: 'Below the sleeve' } };
    (await request('/submissions?limit=12')).flush([first, named, { ...third, lesion: { ...place, name: '' } }]);
    await until(() => expect(cards()).toBe(3));
    const spots = [...page.querySelectorAll('li')].map((one) => one.querySelector('.spot')?.textContent);
    expect(spots).toEqual([undefined, 'Below the sleeve', 'Forearm, left']);
  });

  it('says what to do where there is nothing yet', async () => {
    (await request('/submissions?limit=12')).flush([]);
    await until(() => expect(page.textContent).toContain('Nothing here yet.'));
  });

  it('keeps what it has when the next part cannot be had, and tries again', async () => {
    (await request('/submissions?limit=12')).flush(rows(20, 9));
    await until(() => expect(cards()).toBe(12));
    press('Show more');
    (await request('/submissions?limit=12&before=9')).error(new ProgressEvent('error'));
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('cannot be reached'));
    expect(cards()).toBe(12);
    press('Try again');
    (await request('/submissions?limit=12&before=9')).flush([]);
    await until(() => expect(page.querySelector('[role=alert]')).toBeNull());
  });

  it('asks the server for one tier only, says that nothing matches, and shows everything again', async () => {
    (await request('/submissions?limit=12')).flush(rows(3, 1));
    await until(() => expect(cards()).toBe(3));
    const list = page.querySelectorAll('select')[1];
    expect(list).toBeDefined();
    if (list) {
      list.value = 'low';
      list.dispatchEvent(new Event('change'));
    }
    (await request('/submissions?limit=12&risk=low')).flush([]);
    await until(() => expect(page.textContent).toContain('Nothing in your history matches.'));
    press('Show everything');
    (await request('/submissions?limit=12')).flush(rows(3, 1));
    await until(() => expect(cards()).toBe(3));
  });

  it('opens its lists on demand and tells how many of them are in use', async () => {
    (await request('/submissions?limit=12')).flush(rows(3, 1));
    await until(() => expect(cards()).toBe(3));
    const opener = page.querySelector('button[aria-controls]') as HTMLButtonElement;
    expect(opener.textContent.trim()).toBe('Filters');
    expect(opener.getAttribute('aria-expanded')).toBe('false');
    opener.click();
    await until(() => expect(opener.getAttribute('aria-expanded')).toBe('true'));
    const lists = page.querySelector(`#${opener.getAttribute('aria-controls')}`);
    expect(lists?.querySelectorAll('select')).toHaveLength(3);
    for (const [place, value] of [
      [1, 'low'],
      [2, 'true'],
    ] as const) {
      const list = lists?.querySelectorAll('select')[place] as HTMLSelectElement;
      list.value = value;
      list.dispatchEvent(new Event('change'));
    }
    (await request('/submissions?limit=12&risk=low&reviewed=true')).flush(rows(3, 1));
    await until(() => expect(opener.textContent.trim()).toBe('Filters (2)'));
  });

  it('finds words in what a doctor wrote, whatever their accents and capitals', async () => {
    (await request('/submissions?limit=12')).flush(rows(3, 1));
    await until(() => expect(cards()).toBe(3));
    const field = page.querySelector('input');
    if (field) {
      field.value = 'naevus bénin';
      field.dispatchEvent(new Event('input'));
    }
    const word = { state: 'confirmed', class: 'melanoma', note: 'Un Naevus, BENIN', doctor: 'Dr Grey' } as const;
    const review = { ...word, time: '2026-11-23T10:00:00Z', version: 1 };
    (await request('/submissions?limit=100')).flush([
      { ...EXAMPLE, id: 3 },
      { ...EXAMPLE, id: 2, review },
    ]);
    await until(() => expect(page.querySelector('li a')?.getAttribute('href')).toContain('/history/2'));
    expect(cards()).toBe(1);
  });

  it('leaves the focus with the row that was deleted last, so that its own Undo is under the finger', async () => {
    (await request('/submissions?limit=12')).flush(rows(3, 1));
    await until(() => expect(cards()).toBe(3));
    const answer = { message: '', undo_until: new Date(Date.now() + 30_000).toISOString(), restore_url: '' };
    for (const id of [3, 1]) {
      press(`Delete No. ${id}`);
      (await request(`/submissions/${id}?undo=true`, 'DELETE')).flush(answer);
      await until(() =>
        expect(document.activeElement?.closest('li')?.textContent).toContain(`No. ${id}, Melanoma, was deleted`),
      );
    }
  });

  it('deletes without a question and gives back what was deleted, in its place', async () => {
    (await request('/submissions?limit=12')).flush(rows(3, 1));
    await until(() => expect(cards()).toBe(3));
    press('Delete No. 2');
    const until30s = new Date(Date.now() + 30_000).toISOString();
    (await request('/submissions/2?undo=true', 'DELETE')).flush({ message: '', undo_until: until30s, restore_url: '' });
    await until(() =>
      expect(page.querySelector('li:nth-child(2)')?.textContent).toContain('No. 2, Melanoma, was deleted'),
    );
    expect(page.textContent).toContain('2 of 2');
    press('Undo');
    const gone = { error: 'Over.', message: 'The time to have it back is over.', code: 'not_found', request_id: '1' };
    (await request('/submissions/2/restore', 'POST')).flush(gone, { status: 404, statusText: 'No' });
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(gone.message));
    press('Undo');
    (await request('/submissions/2/restore', 'POST')).flush({ ...EXAMPLE, id: 2 });
    await until(() => expect(page.querySelector('li:nth-child(2) a')?.getAttribute('href')).toContain('/history/2'));
    expect(cards()).toBe(3);
  });
});
