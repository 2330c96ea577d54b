import { HttpTestingController } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { Submission } from '../../../core/api/types';
import { EXAMPLE } from '../example-submission';
import { ResultPage } from './result-page';
import { eventually } from '../../../../eventually';

describe('ResultPage', () => {
  let fixture: ComponentFixture<ResultPage>;
  let page: HTMLElement;

  async function show(change: Partial<Submission> = {}): Promise<void> {
    fixture = TestBed.createComponent(ResultPage);
    fixture.componentRef.setInput('id', '17');
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
    const asked = await eventually(() => TestBed.inject(HttpTestingController).expectOne('/submissions/17'));
    asked.flush({ ...EXAMPLE, ...change });
    await eventually(() => {
      fixture.detectChanges();
      expect(page.querySelector('lentigo-risk-banner')).not.toBeNull();
    });
  }

  function words(selector: string): string[] {
    return [...page.querySelectorAll(selector)].map((element) => element.textContent.replace(/\s+/g, ' ').trim());
  }

  it('says what to do before what it is, and the numbers last', async () => {
    await show();
    const text = page.textContent;
    const order = ['High risk', EXAMPLE.next_step, 'Melanoma', 'All probabilities', 'Report'];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('orders the probabilities, the likeliest first', async () => {
    await show({ probabilities: { 'normal skin': 10, melanoma: 25.5, 'vascular lesion': 64.5 } });
    expect(words('lentigo-probability-bars li')).toEqual([
      'Vascular lesion 64.5 %',
      'Melanoma 25.5 %',
      'Normal skin 10.0 %',
    ]);
  });

  it('never interprets markup in a report', async () => {
    await show({ report: { ...EXAMPLE.report, overview: '<img src=x onerror=alert(1)> <b>bold</b>' } });
    expect(page.querySelector('lentigo-report-text img, lentigo-report-text b')).toBeNull();
    expect(page.textContent).toContain('<b>bold</b>');
  });

  it('warns of a result that was forced or is uncertain', async () => {
    await show({ forced: true, risk: 'not assessed' });
    expect(page.textContent).toContain('although Lentigo advised against it');
    expect(page.textContent).toContain('Risk not assessed');
    await show({ uncertain: true, risk: 'not assessed' });
    expect(page.textContent).toContain('not sure about this picture');
  });

  it('tells what was noticed about the picture', async () => {
    await show({ quality: [{ code: 'too_dark', message: 'It is dark.', value: 1, limit: 2, stops: false }] });
    expect(words('lentigo-quality-list li')).toEqual(['It is dark.']);
  });

  it("shows the server's sentence where there is no such result", async () => {
    fixture = TestBed.createComponent(ResultPage);
    fixture.componentRef.setInput('id', '17');
    page = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
    const asked = await eventually(() => TestBed.inject(HttpTestingController).expectOne('/submissions/17'));
    const message = 'There is no such submission.';
    asked.flush({ error: message, message, code: 'not_found', request_id: '1' }, { status: 404, statusText: 'No' });
    await eventually(() => {
      fixture.detectChanges();
      expect(page.querySelector('[role=alert]')?.textContent).toContain(message);
    });
  });
});
