import { HttpClient } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';

import { Connection } from './connection';

describe('Connection', () => {
  let connection: Connection;
  let server: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    connection = TestBed.inject(Connection);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Ask for something and have it end like this. */
  async function asked(path: string, end: 'lost' | number): Promise<void> {
    const answer = firstValueFrom(TestBed.inject(HttpClient).get(path)).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    const request = server.expectOne(path);
    if (end === 'lost') {
      request.error(new ProgressEvent('error'));
    } else {
      request.flush('', { status: end, statusText: 'as the test says' });
    }
    await answer;
  }

  it('learns from a lost request, and asks until the server answers again', async () => {
    const healthy = vi.fn<typeof fetch>().mockRejectedValueOnce(new TypeError()).mockResolvedValue(new Response('ok'));
    vi.stubGlobal('fetch', healthy);
    await asked('/submissions', 'lost');
    expect(connection.reachable()).toBe(false);
    expect(connection.online()).toBe(true);
    await vi.advanceTimersByTimeAsync(3000);
    expect(connection.reachable()).toBe(false);
    await vi.advanceTimersByTimeAsync(6000);
    expect(connection.reachable()).toBe(true);
    expect(healthy).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(healthy).toHaveBeenCalledTimes(2);
  });

  it.each([502, 503, 504])(
    'takes a bare %s for what stands between, and any other answer for the server',
    async (status) => {
      await asked('/submissions', status);
      expect(connection.reachable()).toBe(false);
      await asked('/submissions', 404);
      expect(connection.reachable()).toBe(true);
    },
  );

  it('does not care about files of the page, which the device may have kept', async () => {
    await asked('i18n/frame/fr.json', 'lost');
    expect(connection.reachable()).toBe(true);
  });
});
