import { HttpTestingController } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { Submission } from '../../../core/api/types';
import { EXAMPLE_CONVERSATION, EXAMPLE_MESSAGE } from '../../conversations/example-conversation';
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
    const order = ['High risk', EXAMPLE.next_step, 'Melanoma', 'Report', 'All probabilities'];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('orders the probabilities, the likeliest first', async () => {
    await show({ probabilities: { 'normal skin': 10, melanoma: 25.5, 'vascular lesion': 64.5 } });
    expect(words('lentigo-probability-bars li')).toEqual([
      'Vascular lesion 64.5%',
      'Melanoma 25.5%',
      'Normal skin 10.0%',
    ]);
  });

  it('never interprets markup in a report', async () => {
    await show({ report: { ...EXAMPLE.report, overview: '<img src=x onerror=alert(1)> <b>bold</b>' } });
    expect(page.querySelector('lentigo-report-text img, lentigo-report-text b')).toBeNull();
    expect(page.textContent).toContain('<b>bold</b>');
  });

  it('warns of a result that was forced or is uncertain', async () => {
    await show({ forced: true, risk: 'not assessed', urgent: false });
    expect(page.textContent).toContain('although Lentigo advised against it');
    expect(page.textContent).toContain('Risk not assessed');
    await show({ uncertain: true, risk: 'not assessed', urgent: false });
    expect(page.textContent).toContain('could not decide from this picture');
    const banner = words('lentigo-risk-banner p');
    expect(banner[0]).toBe('Uncertain: needs a clinician');
    expect(page.querySelector('lentigo-risk-banner')?.className).toBe('unknown');
  });

  it('shows as pressing what is uncertain and yet likely malignant', async () => {
    await show({ uncertain: true, risk: 'not assessed', urgent: true });
    expect(words('lentigo-risk-banner p').slice(0, 2)).toEqual(['Uncertain: needs a clinician', 'Risk not assessed']);
    expect(page.textContent).toContain('some of the likely ones are skin cancers');
    expect(page.querySelector('lentigo-risk-banner')?.className).toBe('high');
  });

  it("puts a doctor's word above the program's, and never reads it as markup", async () => {
    await show({
      review: {
        state: 'corrected',
        class: 'melanocytic nevus',
        note: '<b>Harmless</b>\nSecond line.',
        doctor: 'Dr Grey',
        time: '2026-11-23T10:00:00Z',
        version: 1,
      },
    });
    const word = page.querySelector('lentigo-doctors-word');
    expect(word?.textContent).toContain('Dr Grey corrected the result');
    expect(word?.textContent).toContain('Melanocytic nevus');
    expect(word?.textContent).toContain('<b>Harmless</b>');
    expect(word?.querySelector('b')).toBeNull();
    const banner = page.querySelector('lentigo-risk-banner') as HTMLElement;
    expect(word?.compareDocumentPosition(banner)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it('gives the picture to the doctors and takes it back', async () => {
    const waiting = { state: 'waiting', class: null, note: '', doctor: null, time: null, version: 0 } as const;
    await show({ review: waiting });
    const control = page.querySelector('lentigo-review-control') as HTMLElement;
    expect(control.textContent).toContain('Waiting for a doctor');
    const button = control.querySelector('button');
    button?.focus();
    button?.click();
    const asked = await eventually(() => TestBed.inject(HttpTestingController).expectOne('/submissions/17/review'));
    expect(asked.request.body).toEqual({ given: false });
    fixture.detectChanges();
    expect(button?.getAttribute('aria-disabled')).toBe('true');
    button?.click();
    TestBed.inject(HttpTestingController).expectNone('/submissions/17/review');
    asked.flush({ ...EXAMPLE, review: null, withheld: true });
    await eventually(() => {
      fixture.detectChanges();
      expect(control.textContent).toContain('You have taken this picture back');
      expect(control.textContent).toContain('Give it to the doctors');
    });
    expect(document.activeElement).toBe(button);
  });

  it('leads to what doctors wrote, until it was read', async () => {
    await show({ messages: 1, unread: 1 });
    const lead = (): HTMLElement | null => page.querySelector('button.unread');
    expect(lead()?.textContent).toContain('1 new message');
    const server = TestBed.inject(HttpTestingController);
    const asked = await eventually(() => server.expectOne('/submissions/17/messages?known=0'));
    const conversation = { ...EXAMPLE_CONVERSATION, messages: [EXAMPLE_MESSAGE], total: 1 };
    asked.flush({ ...conversation, unread: 1 });
    const marked = await eventually(() => {
      fixture.detectChanges();
      return server.expectOne('/submissions/17/messages/seen');
    });
    document.body.append(page);
    // Which jsdom lacks.
    const scrolled = vi.fn();
    Object.defineProperty(HTMLElement.prototype, 'scrollIntoView', { value: scrolled, configurable: true });
    lead()?.click();
    expect(scrolled.mock.contexts).toEqual([page.querySelector('lentigo-message-text')]);
    Reflect.deleteProperty(HTMLElement.prototype, 'scrollIntoView');
    expect(document.activeElement?.textContent).toBe('Messages with the doctors');
    page.remove();
    marked.flush({ ...conversation, unread: 0 });
    await eventually(() => {
      fixture.detectChanges();
      expect(lead()).toBeNull();
    });
  });

  it('says what to change where nobody may look at pictures', async () => {
    await show({ review: null, withheld: false });
    expect(page.querySelector('lentigo-review-control a')?.getAttribute('href')).toContain('/account#consents');
  });

  it('names what the picture does not rule out, in words', async () => {
    await show({ prediction_set: ['melanoma', 'melanocytic nevus', 'dermatofibroma'], coverage: 90 });
    expect(page.textContent).toContain('does not rule out: melanocytic nevus, dermatofibroma.');
    expect(page.querySelector('details')?.open).toBe(false);
    expect(page.querySelector('details')?.textContent).toContain('right answer for 90% of pictures');
  });

  it('shows the nearest pictures of known diagnosis with whom they come from', async () => {
    const nearest = [
      {
        id: 'ISIC_1',
        label: 'melanoma',
        similarity: 0.914,
        source: 'ham10000',
        licence: 'CC-BY-NC-4.0',
        thumbnail_url: null,
      },
    ];
    await show({ nearest } as Partial<Submission>);
    const cases = page.querySelector('lentigo-nearest-cases');
    expect(cases?.textContent).toContain('Similarity 91%');
    expect(cases?.textContent).toContain('HAM10000, CC-BY-NC-4.0');
    expect(cases?.textContent).toContain('does not let it be shown');
  });

  it('tells what was noticed about the picture', async () => {
    await show({ quality: [{ code: 'too_dark', message: 'It is dark.', value: 1, limit: 2, stops: false }] });
    expect(words('lentigo-quality-list li')).toEqual([
      'The picture is too dark. Take it by daylight or a bright lamp, without your shadow on the skin.',
    ]);
    await show({ quality: [{ code: 'of_tomorrow', message: 'It is odd.', value: 1, limit: 2, stops: false }] });
    expect(words('lentigo-quality-list li')).toEqual(['It is odd.']);
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
    expect(page.textContent).not.toContain('Try again');
  });
});
