import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';

import { Account } from '../../../core/api/types';
import { AuditLine } from '../services/audit';
import { AuditPage } from './audit-page';
import { eventually } from '../../../../eventually';

const ADA = { _id: 'id-ada', name: 'Ada', email: 'ada@home.example' } as Partial<Account> as Account;

function line(number: number, change: Partial<AuditLine> = {}): AuditLine {
  const rest = { who: 'id-ada', what: 'account.signed_in', record: null, where: '127.0.0.1', detail: null };
  return { _id: `line-${number}`, number, when: '2026-11-22T10:44:03Z', ...rest, ...change };
}

describe('AuditPage', { timeout: 20_000 }, () => {
  let fixture: ComponentFixture<AuditPage>;
  let page: HTMLElement;
  let server: HttpTestingController;

  beforeEach(async () => {
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(AuditPage);
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
    (await request('/users')).flush([ADA]);
    (await request('/doctors')).flush([]);
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

  function rows(): string[] {
    return [...page.querySelectorAll('lentigo-audit-row')].map((row) => row.textContent.replace(/\s+/g, ' '));
  }

  function press(label: string): void {
    [...page.querySelectorAll('button')].find((button) => button.textContent.includes(label))?.click();
  }

  it('names persons and acts, and shows by its slug what it does not know', async () => {
    const unknown = line(1, { who: 'operator', what: 'account.teleported', detail: { to: 'Mars' } });
    (await request('/audit?limit=50')).flush({ lines: [line(2), unknown], next: null });
    await until(() => expect(rows()[0]).toContain('Ada'));
    expect(rows()[0]).toContain('Signed in');
    expect(rows()[1]).toContain('account.teleported');
    expect(rows()[1]).toContain('The operator, at the machine');
    expect(rows()[1]).toContain('"to": "Mars"');
  });

  it('shows a page at a time and keeps what it has when the next cannot be had', async () => {
    (await request('/audit?limit=50')).flush({ lines: [line(2)], next: 'key' });
    await until(() => expect(page.textContent).toContain('Show more'));
    press('Show more');
    (await request('/audit?limit=50&after=key')).error(new ProgressEvent('error'));
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain('cannot be reached'));
    expect(rows()).toHaveLength(1);
    press('Try again');
    (await request('/audit?limit=50&after=key')).flush({ lines: [line(1)], next: null });
    await until(() => expect(rows()).toHaveLength(2));
  });

  it('searches by person, action, record and time, and exports what it shows', async () => {
    (await request('/audit?limit=50')).flush({ lines: [line(2)], next: null });
    await until(() => expect(page.querySelectorAll('option[value=id-ada]')).toHaveLength(1));
    const values = ['id-ada', 'account.signed_in', ' id-record ', '2026-11-22T10:00', ''];
    [...page.querySelectorAll<HTMLInputElement | HTMLSelectElement>('form select, form input')].forEach(
      (field, place) => {
        field.value = values[place] ?? '';
        field.dispatchEvent(new Event(field instanceof HTMLInputElement && place === 2 ? 'input' : 'change'));
      },
    );
    press('Search');
    const since = encodeURIComponent(new Date('2026-11-22T10:00').toISOString());
    const query = `who=id-ada&what=account.signed_in&record=id-record&since=${since}`.replaceAll('%3A', ':');
    (await request(`/audit?${query}&limit=50`)).flush({ lines: [], next: null });
    await until(() => expect(page.textContent).toContain('No line matches.'));
    press('Export these lines');
    const message = 'The store does not answer.';
    const refusal = new Blob([JSON.stringify({ error: message, message, code: 'unavailable', request_id: '1' })]);
    (await request(`/audit/export?${query}`)).flush(refusal, { status: 503, statusText: 'Unavailable' });
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
  });

  it('finds what was done to an account by its address, and names it by it', async () => {
    (await request('/audit?limit=50')).flush({ lines: [line(2)], next: null });
    await until(() => expect(page.querySelectorAll('datalist option')).toHaveLength(1));
    const field = page.querySelector('input[list]') as HTMLInputElement;
    field.value = ' Ada@Home.example';
    field.dispatchEvent(new Event('input'));
    press('Search');
    (await request('/audit?record=id-ada&limit=50')).flush({ lines: [], next: null });
    await until(() => expect(field.value).toBe('ada@home.example'));
  });

  it('opens its fields on demand, and tells how many of them narrow what is shown', async () => {
    (await request('/audit?limit=50')).flush({ lines: [line(2)], next: null });
    await until(() => expect(rows()).toHaveLength(1));
    const opener = page.querySelector('button[aria-controls]') as HTMLButtonElement;
    expect(opener.textContent.trim()).toBe('Filters');
    expect(opener.getAttribute('aria-expanded')).toBe('false');
    opener.click();
    await until(() => expect(opener.getAttribute('aria-expanded')).toBe('true'));
    expect(page.querySelector(`#${opener.getAttribute('aria-controls')}`)?.tagName).toBe('FORM');
    (page.querySelector('lentigo-audit-row button') as HTMLButtonElement).click();
    (await request('/audit?who=id-ada&limit=50')).flush({ lines: [line(2)], next: null });
    await until(() => expect(opener.textContent.trim()).toBe('Filters (1)'));
  });

  it('leads from a person to all of their acts', async () => {
    (await request('/audit?limit=50')).flush({ lines: [line(2)], next: null });
    await until(() => expect(rows()).toHaveLength(1));
    (page.querySelector('lentigo-audit-row button') as HTMLButtonElement).click();
    (await request('/audit?who=id-ada&limit=50')).flush({ lines: [line(2), line(1)], next: null });
    await until(() => expect(rows()).toHaveLength(2));
    const first = page.querySelector('lentigo-audit-row button');
    await until(() => expect(document.activeElement).toBe(first));
  });

  it('looks for what stands in the address, and for nothing again when one goes back', async () => {
    const router = TestBed.inject(Router);
    (await request('/audit?limit=50')).flush({ lines: [line(2), line(1)], next: null });
    await until(() => expect(rows()).toHaveLength(2));
    (page.querySelector('lentigo-audit-row button') as HTMLButtonElement).click();
    (await request('/audit?who=id-ada&limit=50')).flush({ lines: [line(2)], next: null });
    await until(() => expect(rows()).toHaveLength(1));
    expect(router.url).toBe('/?who=id-ada');
    await router.navigateByUrl('/');
    (await request('/audit?limit=50')).flush({ lines: [line(2), line(1)], next: null });
    await until(() => expect(rows()).toHaveLength(2));
    await router.navigateByUrl('/?what=account.signed_in&since=yesterday');
    (await request('/audit?what=account.signed_in&limit=50')).flush({ lines: [line(2)], next: null });
    await until(() =>
      expect(page.querySelector<HTMLSelectElement>('form select:has(optgroup)')?.value).toBe('account.signed_in'),
    );
  });

  it('asks anew when the same is looked for again', async () => {
    (await request('/audit?limit=50')).flush({ lines: [line(1)], next: null });
    await until(() => expect(rows()).toHaveLength(1));
    press('Search');
    (await request('/audit?limit=50')).flush({ lines: [line(2), line(1)], next: null });
    await until(() => expect(rows()).toHaveLength(2));
  });
});
