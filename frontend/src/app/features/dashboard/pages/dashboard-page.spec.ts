import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { vi } from 'vitest';

import { Languages } from '../../../core/language/languages';
import { Dashboard } from '../services/series';
import { DashboardPage } from './dashboard-page';
import { eventually } from '../../../../eventually';

const PART = { ready: true, message: 'answers', milliseconds: 0.4 };
const EXAMPLE = {
  days: [
    { date: '2026-11-21', submissions: 3 },
    { date: '2026-11-22', submissions: 4 },
  ],
  submissions: 7,
  submissions_ever: 1200,
  classes: { melanoma: 4, 'normal skin': 3 },
  risks: { high: 4, low: 3 },
  agreement: {
    confirmed: 3,
    corrected: 1,
    rate: 75,
    by_class: [{ class: 'melanoma', confirmed: 3, corrected: 1, rate: 75 }],
  },
  reviews_waiting: 2,
  reviews_urgent: 1,
  people: { users: 10, doctors: 2, admins: 1, waiting: 5, deactivated: 0 },
  model: { title: 'lentigo-resnet50 1', sha256: 'abcdef0123456789', classes: 9, licence: 'CC-BY-NC-4.0' },
  service: {
    status: 'ready',
    parts: { records: PART, pictures: PART, model: PART },
    store: 'SQLite',
    disk: { total: 100e9, free: 64.5e9 },
    uptime_seconds: 7200,
    version: '0.1.0',
  },
} satisfies Partial<Dashboard> as Dashboard;

describe('DashboardPage', { timeout: 20_000 }, () => {
  let fixture: ComponentFixture<DashboardPage>;
  let page: HTMLElement;
  let server: HttpTestingController;

  beforeEach(() => {
    // The browser of the unit tests draws nothing; what is drawn is looked at in tests/e2e.
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(DashboardPage);
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  });

  afterEach(() => vi.restoreAllMocks());

  async function request(path: string): Promise<TestRequest> {
    return eventually(() => server.expectOne(path));
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  function table(heading: string): string[][] {
    const card = [...page.querySelectorAll('section')].find(
      (one) => one.querySelector(':scope > h2')?.textContent === heading,
    );
    return [...(card?.querySelectorAll('tbody tr') ?? [])].map((row) =>
      [...row.children].map((cell) => cell.textContent.trim()),
    );
  }

  it('gives the numbers of every chart as a table, too', async () => {
    (await request('/dashboard?days=30')).flush(EXAMPLE);
    await until(() => expect(page.querySelectorAll('canvas')).toHaveLength(4));
    expect(table('Submissions a day')).toEqual([
      ['21 Nov', '3'],
      ['22 Nov', '4'],
    ]);
    expect(table("The machine's classes")).toEqual([
      ['Melanoma', '4'],
      ['Normal skin', '3'],
    ]);
    expect(table('Risk tiers')).toEqual([
      ['High risk', '4'],
      ['Low risk', '3'],
    ]);
    expect(table("Doctors and machine, by the machine's class")).toEqual([['Melanoma', '3', '1']]);
    expect(page.textContent).toContain('75% confirmed: 3 confirmed, 1 corrected.');
  });

  it('tells what waits, what the model is worth, and that everything answers', async () => {
    (await request('/dashboard?days=30')).flush(EXAMPLE);
    const measured = { value: 0.58, low: 0.55, high: 0.61 };
    const figures = { images: 1834, balanced_accuracy: measured, macro_auroc: { value: 0.922 }, by_class: [] };
    (await request('/model')).flush({ title: 'lentigo-resnet50 1', figures });
    await until(() => expect(page.textContent).toContain('1,834 pictures'));
    const text = page.textContent.replace(/\s+/g, ' ');
    expect(text).toContain('Balanced accuracy 58.0% (55.0% – 61.0%)');
    expect(text).toContain('AUROC, mean of the classes 92.2%');
    expect(text).not.toContain('Calibration error');
    expect(text).toContain('cases wait for a doctor High risk or urgent: 1');
    expect(text).toContain('Everything answers.');
    expect(text).toContain('64.5 GB of 100 GB free');
    expect(page.querySelector('a')?.getAttribute('href')).toBe('/people?show=waiting');
    expect(text).toContain('1,200 since the beginning');
    expect(text).toContain('13 accounts in all');
    const links = [...page.querySelectorAll('a')].map((link) => [link.textContent.trim(), link.getAttribute('href')]);
    expect(links).toEqual([
      ['Approve accounts', '/people?show=waiting'],
      ['Users: 10', '/people'],
      ['Doctors: 2', '/doctors'],
      ['How it works and how good it is', '/learn/model'],
    ]);
  });

  it('says which part does not answer, in words of the server', async () => {
    const records = { ready: false, message: 'The store does not answer.', milliseconds: 2000 };
    const service = { ...EXAMPLE.service, status: 'not ready', parts: { ...EXAMPLE.service.parts, records } };
    (await request('/dashboard?days=30')).flush({ ...EXAMPLE, service });
    await until(() => expect(page.textContent).toContain('A part does not answer.'));
    expect(page.textContent).toContain('The store does not answer.');
  });

  it('asks for another time and keeps the figures on the screen until they have come', async () => {
    (await request('/dashboard?days=30')).flush(EXAMPLE);
    await until(() => expect(page.querySelectorAll('canvas')).toHaveLength(4));
    page.querySelectorAll<HTMLInputElement>('fieldset input')[0]?.click();
    const asked = await request('/dashboard?days=7');
    fixture.detectChanges();
    expect(page.querySelectorAll('canvas')).toHaveLength(4);
    const agreement = { confirmed: 0, corrected: 0, rate: null, by_class: [] };
    asked.flush({ ...EXAMPLE, submissions: 0, classes: {}, risks: {}, agreement });
    await until(() => expect(page.textContent).toContain('No doctor has judged a submission of this time yet.'));
    expect(page.querySelectorAll('canvas')).toHaveLength(1);
  });

  it('speaks the language of the page in its tables', async () => {
    (await request('/dashboard?days=30')).flush(EXAMPLE);
    await TestBed.inject(Languages).use('fr');
    try {
      await until(() => expect(table('Envois par jour')[0]).toEqual(['21 nov.', '3']));
    } finally {
      await TestBed.inject(Languages).use('en');
    }
  });

  it("shows the server's sentence and tries again", async () => {
    const message = 'The data folder cannot be read.';
    const answer = { status: 503, statusText: 'Unavailable' };
    (await request('/dashboard?days=30')).flush(
      { error: message, message, code: 'unavailable', request_id: '1' },
      answer,
    );
    await until(() => expect(page.querySelector('[role=alert]')?.textContent).toContain(message));
    page.querySelector('button')?.click();
    (await request('/dashboard?days=30')).flush(EXAMPLE);
    await until(() => expect(page.querySelectorAll('canvas')).toHaveLength(4));
  });
});
