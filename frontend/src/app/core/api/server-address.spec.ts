import { HttpClient } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { eventually } from '../../../eventually';

describe('the address of the server', () => {
  afterEach(() => document.querySelector('meta[name="lentigo-server"]')?.remove());

  it.each([
    ['', '/healthz', '/healthz'],
    ['https://lentigo.example/', '/healthz', 'https://lentigo.example/healthz'],
    ['https://lentigo.example', 'assets/a.json', 'assets/a.json'],
  ])('written in the index as “%s” sends %s to %s', async (written, asked, sent) => {
    const meta = document.createElement('meta');
    meta.name = 'lentigo-server';
    meta.content = written;
    document.head.append(meta);
    TestBed.inject(HttpClient).get(asked).subscribe();
    const request = await eventually(() => TestBed.inject(HttpTestingController).expectOne(sent));
    expect(request.request.method).toBe('GET');
  });
});
