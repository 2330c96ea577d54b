import { Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Notice } from '../../../shared/notice';
import { ConditionPath } from '../../submissions/components/condition-path';
import { Knowledge } from '../services/knowledge';

/** What there is to read: how it works and how good it is, and every condition. */
@Component({
  selector: 'lentigo-learn-page',
  imports: [ConditionPath, FailureNotice, Loading, MatIcon, Notice, RouterLink, TranslocoPipe],
  template: `
    <section class="lentigo-page">
      <h1>{{ 'learn.title' | transloco }}</h1>
      <p class="lentigo-lead">{{ 'learn.intro' | transloco }}</p>
      <lentigo-notice tone="info">{{ 'learn.notADevice' | transloco }}</lentigo-notice>
      <a class="lentigo-card card" routerLink="/learn/model">
        <span class="words">
          <strong>{{ 'learn.model.title' | transloco }}</strong>
          <span>{{ 'learn.model.teaser' | transloco }}</span>
        </span>
        <mat-icon svgIcon="next" aria-hidden="true" />
      </a>
      <h2>{{ 'learn.conditions.title' | transloco }}</h2>
      @if (knowledge.conditions(); as conditions) {
        <ul>
          @for (one of conditions; track one.slug) {
            <li>
              <a class="lentigo-card card" [routerLink]="['/learn', one.slug | conditionPath]">
                <span class="words">
                  <strong>{{ one.name }}</strong>
                  <span>{{ one.summary }}</span>
                  <span class="lentigo-quiet fine">{{ one.nature_text }}</span>
                </span>
                <mat-icon svgIcon="next" aria-hidden="true" />
              </a>
            </li>
          }
        </ul>
      } @else if (knowledge.catalogue.error()) {
        <lentigo-failure retriable [error]="knowledge.catalogue.error()" (retry)="knowledge.catalogue.reload()" />
      } @else {
        <lentigo-loading [label]="'learn.conditions.fetching' | transloco" />
      }
    </section>
  `,
  styles: `
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
      gap: var(--lentigo-space-4);
      margin: 0;
      padding: 0;
      list-style: none;
    }

    .card {
      display: flex;
      gap: var(--lentigo-space-3);
      align-items: center;
      justify-content: space-between;
      block-size: 100%;
      color: inherit;
      text-decoration: none;

      &:hover {
        border-color: var(--mat-sys-primary);
      }

      mat-icon {
        flex: none;
        color: var(--mat-sys-primary);
      }
    }

    .words {
      display: grid;
      gap: var(--lentigo-space-1);
      align-content: start;
      min-inline-size: 0;
    }

    strong {
      font: var(--lentigo-heading);
    }

    .fine {
      font: var(--mat-sys-body-small);

      &::first-letter {
        text-transform: uppercase;
      }
    }
  `,
})
export class LearnPage {
  protected readonly knowledge = inject(Knowledge);
}
