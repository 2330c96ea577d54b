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

  async function request(path: string): Promise<TestRequest> {
    return eventually(() => server.expectOne(path));
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  function press(label: string): void {
    [...page.querySelectorAll('button')].find((button) => button.textContent.includes(label))?.click();
  }

  it('shows a page at a time and asks for what is older than its last row', async () => {
    (await request('/submissions?limit=12')).flush(rows(20, 9));
    await until(() => expect(page.querySelectorAll('li')).toHaveLength(12));
    press('Show more');
    (await request('/submissions?limit=12&before=9')).flush(rows(8, 4));
    await until(() => expect(page.querySelectorAll('li')).toHaveLength(17));
    expect(page.textContent).not.toContain('Show more');
  });

  it('says what to do where there is nothing yet', async () => {
    (await request('/submissions?limit=12')).flush([]);
    await until(() => expect(page.textContent).toContain('Nothing here yet.'));
  });

  it('keeps what it has when the next page cannot be had, and tries again', async () => {
    (await request('/submissions?limit=12')).flush(rows(20, 9));
    await until(() => expect(page.querySelectorAll('li')).toHaveLength(12));
    press('Show more');
    (await request('/submissions?limit=12&before=9')).error(new ProgressEvent('error'));
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('cannot be reached'));
    expect(page.querySelectorAll('li')).toHaveLength(12);
    press('Try again');
    (await request('/submissions?limit=12&before=9')).flush([]);
    await until(() => expect(page.querySelector('[role=alert]')).toBeNull());
  });
});
