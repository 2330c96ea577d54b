import { computed, signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';

import { Failure } from '../core/api/failure';
import { Connection } from '../core/connection/connection';
import { Languages } from '../core/language/languages';
import { FailureNotice } from './failure-notice';

const LOST = new Failure('unreachable', 0, 'unreachable', [], { key: 'frame.failures.unreachable' });

describe('FailureNotice', () => {
  const online = signal(true);
  const answers = signal(true);
  const reachable = computed(() => online() && answers());
  let fixture: ComponentFixture<FailureNotice>;
  const words = (): string => (fixture.nativeElement as HTMLElement).textContent;

  beforeEach(() => {
    online.set(true);
    answers.set(true);
    TestBed.configureTestingModule({ providers: [{ provide: Connection, useValue: { online, reachable } }] });
    fixture = TestBed.createComponent(FailureNotice);
  });

  async function show(error: unknown): Promise<void> {
    fixture.componentRef.setInput('error', error);
    fixture.componentRef.setInput('retriable', true);
    await fixture.whenStable();
  }

  it('speaks the language of the page, also when another one is chosen meanwhile', async () => {
    await show(new Failure('The store does not answer.', 503, 'unavailable'));
    expect(words()).toContain('The store does not answer.');
    await TestBed.inject(Languages).use('fr');
    await fixture.whenStable();
    expect(words()).toContain('Le serveur ne peut pas le faire pour le moment.');
    expect(words()).toContain('Réessayer');
    await TestBed.inject(Languages).use('en');
  });

  it("marks the server's sentence as English where the page has none of its own", async () => {
    await TestBed.inject(Languages).use('ar');
    await show(new Failure('The moon is full.', 409, 'of_tomorrow'));
    const sentence = (fixture.nativeElement as HTMLElement).querySelector('bdi');
    expect([sentence?.lang, sentence?.dir, sentence?.textContent]).toEqual(['en', 'ltr', 'The moon is full.']);
    await TestBed.inject(Languages).use('en');
  });

  it('does not offer to try again what is not there any more', async () => {
    await show(new Failure('There is no such case.', 404, 'not_found'));
    expect(words()).toContain('There is no such case.');
    expect(words()).not.toContain('Try again');
  });

  it('says that one is offline, and tries again by itself once one is not', async () => {
    const retried = vi.fn();
    fixture.componentInstance.retry.subscribe(retried);
    online.set(false);
    await show(LOST);
    expect(words()).toContain('You are offline.');
    expect(retried).not.toHaveBeenCalled();
    online.set(true);
    await fixture.whenStable();
    expect(retried).toHaveBeenCalledOnce();
  });

  it('tries again by itself once the server answers again', async () => {
    const retried = vi.fn();
    fixture.componentInstance.retry.subscribe(retried);
    answers.set(false);
    await show(LOST);
    expect(words()).toContain('The server cannot be reached.');
    answers.set(true);
    await fixture.whenStable();
    expect(retried).toHaveBeenCalledOnce();
  });

  it('is not there where nothing failed', async () => {
    await show(null);
    expect(words().trim()).toBe('');
    expect((fixture.nativeElement as HTMLElement).hidden).toBe(true);
  });
});
