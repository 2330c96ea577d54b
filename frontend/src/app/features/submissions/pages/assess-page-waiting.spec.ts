import { HttpTestingController } from '@angular/common/http/testing';
import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';

import { EXAMPLE } from '../example-submission';
import { Uploads } from '../services/uploads';
import { AssessVisit, SPOT } from './assess-visit';
import { eventually } from '../../../../eventually';

describe('AssessPage, pictures that wait for the network', () => {
  let visit: AssessVisit;

  beforeEach(async () => {
    visit = await AssessVisit.begin();
  });

  it('keeps what is chosen without a network on the device, and sends it when there is one', async () => {
    vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    visit.online.set(false);
    await visit.choose(SPOT);
    expect(visit.page.textContent).toContain('What you choose now is kept on this device');
    // The notice above every visit.page says so already.
    expect(visit.page.textContent).not.toContain('You are offline');
    await visit.press('Assess this picture');
    await eventually(() => expect(visit.page.textContent).toContain('Waits for the network'));
    expect(visit.kept).toMatchObject([{ owner: 'ada', force: false }]);
    expect(visit.kept[0]?.file).toBe(SPOT);
    visit.online.set(true);
    (await visit.sent()).flush(EXAMPLE);
    await eventually(() => expect(visit.kept).toEqual([]));
  });

  it('keeps no more than twenty', async () => {
    visit.online.set(false);
    visit.kept = Array.from({ length: 20 }, (_, id) => ({
      id: `${id}`,
      owner: 'ada',
      file: SPOT,
      force: false,
      chosen: id,
    }));
    await visit.choose(SPOT);
    await visit.press('Assess this picture');
    await eventually(() => expect(visit.page.querySelector('[role=alert]')?.textContent).toContain('20 pictures wait'));
    expect(visit.kept).toHaveLength(20);
  });

  it('takes up what waited on the device at an earlier visit', async () => {
    visit.online.set(false);
    visit.kept = [{ id: 'x', owner: 'ada', file: SPOT, force: true, chosen: 1 }];
    await TestBed.inject(Uploads).resume();
    await visit.fixture.whenStable();
    expect(visit.page.textContent).toContain('Waits for the network');
    visit.online.set(true);
    const request = await visit.sent();
    expect((request.request.body as FormData).get('force')).toBe('true');
  });

  it('sends what waited once, however often its page is opened meanwhile', async () => {
    vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    const uploads = TestBed.inject(Uploads);
    visit.kept = [{ id: 'x', owner: 'ada', file: SPOT, force: false, chosen: 1 }];
    await Promise.all([uploads.resume(), uploads.resume()]);
    (await visit.sent()).flush(EXAMPLE);
    visit.kept = [{ id: 'x', owner: 'ada', file: SPOT, force: false, chosen: 1 }];
    await uploads.resume();
    await visit.fixture.whenStable();
    TestBed.inject(HttpTestingController).expectNone('/predict');
  });

  it('loses nothing that waits when the network goes once more, nor when the server is busy', async () => {
    const one = { id: 'x', owner: 'ada', file: SPOT, force: false, chosen: 1 };
    visit.kept = [one];
    await TestBed.inject(Uploads).resume();
    const lost = await visit.sent();
    visit.online.set(false);
    lost.error(new ProgressEvent('error'));
    await eventually(() => expect(visit.page.textContent).toContain('Waits for the network'));
    expect(visit.kept).toEqual([one]);
    visit.online.set(true);
    await visit.refuse(await visit.sent(), 503, 'unavailable', 'Too many pictures are waiting.');
    expect(visit.kept).toEqual([one]);
  });

  it('sends what waits once, though two pages of this device take it up', async () => {
    const locks = new Locks();
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
    const other = createEnvironmentInjector([Uploads], TestBed.inject(EnvironmentInjector));
    const [here, there] = [TestBed.inject(Uploads), other.get(Uploads)];
    expect(there).not.toBe(here);
    try {
      visit.kept = [{ id: 'x', owner: 'ada', file: SPOT, force: false, chosen: 1 }];
      await Promise.all([here.resume(), there.resume()]);
      expect(locks.asked).toEqual(['lentigo.waiting.x', 'lentigo.waiting.x']);
      vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
      (await visit.sent()).flush(EXAMPLE);
      await eventually(() => expect(there.all()).toEqual([]));
      expect(visit.kept).toEqual([]);
      TestBed.inject(HttpTestingController).expectNone('/predict');
    } finally {
      other.destroy();
      Reflect.deleteProperty(navigator, 'locks');
    }
  });
});

/** The browser's locks, which jsdom lacks: one after the other for each name. */
class Locks {
  readonly asked: string[] = [];
  readonly #last = new Map<string, Promise<void>>();

  request(name: string, _options: LockOptions, turn: () => Promise<void>): Promise<void> {
    this.asked.push(name);
    const mine = (this.#last.get(name) ?? Promise.resolve()).then(turn);
    this.#last.set(name, mine);
    return mine;
  }
}
