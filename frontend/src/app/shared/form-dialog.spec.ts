import { Location } from '@angular/common';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

import { confirmed } from './confirm-dialog';
import { openForm } from './form-dialog';

@Component({ template: '<p>Typed</p>' })
class Form {}

describe('a dialog over a page', () => {
  const question = { title: 'Delete it?', text: 'It is gone then.', act: 'Delete' };

  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('goes with the page, as when the session has ended, with what was typed', async () => {
    const form = firstValueFrom(openForm(TestBed.inject(MatDialog), Form, {}).afterClosed());
    TestBed.inject(Location).go('/sign-in');
    expect(await form).toBeUndefined();
  });

  it('goes with the page as a No', async () => {
    const answer = confirmed(TestBed.inject(MatDialog), question);
    TestBed.inject(Location).go('/sign-in');
    expect(await answer).toBe(false);
  });
});
