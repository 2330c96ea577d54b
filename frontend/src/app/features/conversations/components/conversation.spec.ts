import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { eventually } from '../../../../eventually';
import { Connection } from '../../../core/connection/connection';
import { EXAMPLE_CONVERSATION, EXAMPLE_MESSAGE } from '../example-conversation';
import { Conversation, Message, Side } from '../services/conversations';
import { ConversationCard, Tally } from './conversation';

const OWN = '/submissions/17/messages';
const CASE = '/reviews/17/messages';

/** These messages, numbered, and what else the server says. */
function answer(messages: readonly Partial<Message>[], change: Partial<Conversation> = {}): Conversation {
  const numbered = messages.map((one, index) => ({ ...EXAMPLE_MESSAGE, number: index + 1, ...one }));
  return { ...EXAMPLE_CONVERSATION, messages: numbered, total: numbered.length, ...change };
}

describe('ConversationCard', () => {
  const reachable = signal(true);
  let visible: DocumentVisibilityState;
  let server: HttpTestingController;
  let fixture: ComponentFixture<ConversationCard>;
  let card: HTMLElement;
  let tallies: Tally[];

  beforeEach(() => {
    visible = 'visible';
    reachable.set(true);
    vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visible);
    const connection = { online: reachable, reachable, answered: () => undefined, unanswered: () => undefined };
    TestBed.configureTestingModule({ providers: [{ provide: Connection, useValue: connection }] });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    server.verify();
  });

  function create(side: Side): void {
    fixture = TestBed.createComponent(ConversationCard);
    fixture.componentRef.setInput('side', side);
    fixture.componentRef.setInput('id', 17);
    tallies = [];
    fixture.componentInstance.changed.subscribe((tally) => tallies.push(tally));
    card = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  }

  function asked(path: string, method = 'GET'): Promise<TestRequest> {
    return eventually(() => {
      fixture.detectChanges();
      return server.expectOne((request) => request.urlWithParams === path && request.method === method);
    });
  }

  async function until(check: () => void): Promise<void> {
    await eventually(() => {
      fixture.detectChanges();
      check();
    });
  }

  async function show(side: Side, first: Conversation): Promise<void> {
    create(side);
    (await asked(`${side === 'patient' ? OWN : CASE}?known=0`)).flush(first);
    await until(() => expect(card.querySelector('lentigo-loading')).toBeNull());
  }

  function button(label: string): HTMLButtonElement | undefined {
    return [...card.querySelectorAll('button')].find((one) => one.textContent.trim() === label);
  }

  function field(): HTMLTextAreaElement {
    return card.querySelector('textarea') as HTMLTextAreaElement;
  }

  function type(text: string): void {
    field().value = text;
    field().dispatchEvent(new Event('input'));
    fixture.detectChanges();
  }

  function seen(state: DocumentVisibilityState): void {
    visible = state;
    document.dispatchEvent(new Event('visibilitychange'));
    fixture.detectChanges();
  }

  const texts = (): string[] => [...card.querySelectorAll('li .text')].map((one) => one.textContent);

  it('shows who wrote what and when, never as markup, and says whose account is no more', async () => {
    await show(
      'patient',
      answer([{ mine: true, from: 'patient', name: 'Ada', text: '<b>Hm?</b>\n  Second line.' }, {}, { name: null }]),
    );
    expect(card.querySelector('h2')?.textContent).toBe('Messages with the doctors');
    const log = card.querySelector('[role=log]');
    expect(log?.getAttribute('aria-labelledby')).toBe(card.querySelector('h2')?.id);
    expect(texts()[0]).toBe('<b>Hm?</b>\n  Second line.');
    const who = [...card.querySelectorAll('.by')].map((one) => one.textContent.replace(/\s+/g, ' ').trim());
    expect(who[0]).toMatch(/^You · 27 Nov 2026/);
    expect(who[1]).toMatch(/^Dr Grey · Doctor · 27 Nov 2026/);
    expect(who[2]).toMatch(/^A doctor who is no longer here · 27 Nov 2026/);
    expect(card.querySelectorAll('.mine')).toHaveLength(1);
  });

  it('says what it is for, and not for emergencies', async () => {
    await show('patient', EXAMPLE_CONVERSATION);
    expect(card.textContent).toContain('ask the doctors');
    expect(card.textContent).toContain('In an emergency call your local emergency number.');
  });

  it('sends what was typed, once, and shows it', async () => {
    await show('patient', EXAMPLE_CONVERSATION);
    button('Send')?.click();
    type('  Is it growing?  ');
    button('Send')?.click();
    button('Send')?.click();
    const sent = await asked(OWN, 'POST');
    expect(sent.request.body).toMatchObject({ text: 'Is it growing?', known: 0 });
    sent.flush(answer([{ mine: true, from: 'patient', text: 'Is it growing?' }]));
    await until(() => expect(texts()).toEqual(['Is it growing?']));
    expect(field().value).toBe('');
    expect(tallies.at(-1)).toEqual({ messages: 1, unread: 0 });
  });

  it('keeps text and key when a message is lost, also for whoever comes back later', async () => {
    await show('patient', EXAMPLE_CONVERSATION);
    type('Does it matter?');
    const keys = new Set<string>();
    const fail = async (): Promise<void> => {
      field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }));
      const sent = await asked(OWN, 'POST');
      keys.add((sent.request.body as { key: string }).key);
      sent.flush(
        { error: 'Busy.', message: 'The store does not answer.', code: 'unavailable', request_id: '1' },
        { status: 503, statusText: 'Unavailable' },
      );
      await until(() =>
        expect(card.querySelector('[role=alert]')?.textContent).toContain('The store does not answer.'),
      );
      expect(field().value).toBe('Does it matter?');
    };
    await fail();
    await fail();
    fixture.destroy();
    await show('patient', EXAMPLE_CONVERSATION);
    await fail();
    expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    type('Something else.');
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', metaKey: true, bubbles: true }));
    const other = await asked(OWN, 'POST');
    expect(keys).not.toContain((other.request.body as { key: string }).key);
  });

  it('tells how many characters are left near the end, counts a smiley once, and sends nothing too long', async () => {
    await show('patient', EXAMPLE_CONVERSATION);
    type('🙂'.repeat(1790));
    expect(card.querySelector('mat-hint')).toBeNull();
    type('🙂'.repeat(1990));
    expect(card.querySelector('mat-hint')?.textContent).toBe('Characters left: 10');
    type('🙂'.repeat(2001));
    expect(card.querySelector('mat-hint')?.textContent).toContain('at most 2,000 are taken');
    expect(button('Send')?.disabled).toBe(true);
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }));
  });

  it('lets no message pass for a verdict of the page around it', async () => {
    await show('doctor', EXAMPLE_CONVERSATION);
    const event = new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true });
    field().dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('marks what a patient sees as seen, and not while the page is hidden', async () => {
    visible = 'hidden';
    create('patient');
    seen('visible');
    const first = await asked(`${OWN}?known=0`);
    first.flush(answer([{}, {}], { unread: 2 }));
    const marked = await asked(`${OWN}/seen`, 'PUT');
    expect(marked.request.body).toEqual({ seen: 2 });
    marked.flush(answer([{}, {}]));
    await until(() =>
      expect(tallies).toEqual([
        { messages: 2, unread: 2 },
        { messages: 2, unread: 0 },
      ]),
    );
  });

  it('has a doctor say that no answer is needed', async () => {
    const question: Partial<Message> = { from: 'patient', name: 'Ada', text: 'Thank you!' };
    await show('doctor', answer([question], { unread: 1 }));
    expect(card.querySelector('.by')?.textContent).toContain('Patient');
    // Which jsdom lacks.
    const scrolled = vi.fn();
    Object.defineProperty(HTMLElement.prototype, 'scrollIntoView', { value: scrolled, configurable: true });
    button('No answer needed')?.click();
    const settled = await asked(`${CASE}/seen`, 'PUT');
    expect(settled.request.body).toEqual({ seen: 1 });
    settled.flush(answer([question]));
    await until(() => expect(button('No answer needed')).toBeUndefined());
    expect(tallies.at(-1)).toEqual({ messages: 1, unread: 0 });
    expect(document.activeElement).toBe(card.querySelector('h2'));
    expect(scrolled.mock.contexts).toEqual([card.querySelector('lentigo-message-text')]);
    expect(scrolled).toHaveBeenCalledWith({ block: 'nearest' });
    Reflect.deleteProperty(HTMLElement.prototype, 'scrollIntoView');
  });

  it.each([
    ['no_consent', 'You have not agreed'],
    ['withheld', 'You have taken this picture back'],
    ['full', 'No more can be sent'],
    ['await_answer', 'Ten of your messages wait'],
  ] as const)('says why nothing can be written: %s', async (reason, words) => {
    await show('patient', answer([{}], { open: false, closed_because: reason }));
    expect(card.textContent).toContain(words);
    expect(field()).toBeNull();
    const link = card.querySelector('a')?.getAttribute('href');
    expect(link).toBe(reason === 'no_consent' ? '/account#consents' : undefined);
  });

  it('is one quiet line where there is nothing to read or to write, and opens when the picture is given', async () => {
    await show('patient', answer([], { open: false, closed_because: 'withheld' }));
    expect(card.querySelector('section')).toBeNull();
    expect(card.textContent).toContain('You have taken this picture back');
    fixture.componentRef.setInput('withheld', true);
    (await asked(`${OWN}?known=0`)).flush(EXAMPLE_CONVERSATION);
    await until(() => expect(field()).not.toBeNull());
  });

  it('leaves what was typed when it closes meanwhile', async () => {
    await show('patient', EXAMPLE_CONVERSATION);
    type('Wait');
    fixture.componentRef.setInput('withheld', true);
    (await asked(`${OWN}?known=0`)).flush(answer([], { open: false, closed_because: 'withheld' }));
    await until(() => expect(card.textContent).toContain('You have taken this picture back'));
    expect(field().value).toBe('Wait');
    expect(button('Send')?.disabled).toBe(true);
  });

  it("speaks the server's sentence where there is nothing, and does not ask again by itself", async () => {
    create('doctor');
    const message = 'There is no such case under review.';
    (await asked(`${CASE}?known=0`)).flush(
      { error: message, message, code: 'not_found', request_id: '1' },
      { status: 404, statusText: 'Not found' },
    );
    await until(() => expect(card.querySelector('[role=alert]')?.textContent).toContain(message));
    expect(button('Try again')).toBeUndefined();
    server.expectNone(() => true);
  });

  it('asks for what is new while the page can be seen and the server reached, and at once afterwards', async () => {
    vi.useFakeTimers();
    const pass = async (milliseconds: number): Promise<void> => {
      await vi.advanceTimersByTimeAsync(milliseconds);
      fixture.detectChanges();
      await vi.advanceTimersByTimeAsync(0);
    };
    create('doctor');
    await pass(0);
    server.expectOne(`${CASE}?known=0`).flush(answer([{ mine: true, text: 'One.' }]));
    await pass(14_000);
    server.expectNone(() => true);
    await pass(1000);
    const two = { ...EXAMPLE_MESSAGE, number: 2, from: 'patient', text: 'Two.' } as const;
    server.expectOne(`${CASE}?known=1`).flush(answer([two], { total: 2, unread: 1 }));
    await pass(0);
    expect(texts()).toEqual(['One.', 'Two.']);

    seen('hidden');
    await pass(60_000);
    server.expectNone(() => true);
    seen('visible');
    await pass(0);
    server.expectOne(`${CASE}?known=2`).flush(answer([], { total: 2, unread: 1 }));
    reachable.set(false);
    await pass(60_000);
    server.expectNone(() => true);
    reachable.set(true);
    await pass(1);
    await pass(1);
    server.expectOne(`${CASE}?known=2`).flush(answer([], { total: 2 }));
    await pass(0);
    expect(texts()).toEqual(['One.', 'Two.']);
    expect(tallies.at(-1)).toEqual({ messages: 2, unread: 0 });
    fixture.destroy();
    await vi.advanceTimersByTimeAsync(60_000);
  });
});
