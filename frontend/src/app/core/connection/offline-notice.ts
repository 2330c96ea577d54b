import { Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Connection } from './connection';

/** Says above every page that there is no network, or no server; read out when that changes. */
@Component({
  selector: 'lentigo-offline-notice',
  imports: [MatIcon, TranslocoPipe],
  template: `
    @if (!connection.reachable()) {
      <p>
        <mat-icon svgIcon="offline" aria-hidden="true" />
        {{ (connection.online() ? 'frame.unreachable' : 'frame.offline') | transloco }}
      </p>
    }
  `,
  styles: `
    p {
      display: flex;
      gap: var(--lentigo-space-3);
      align-items: center;
      justify-content: center;
      margin-block-end: var(--lentigo-space-4);
      padding: var(--lentigo-space-2) var(--lentigo-space-4);
      background: var(--lentigo-moderate-surface);
      color: var(--lentigo-moderate);
    }

    mat-icon {
      flex: none;
    }
  `,
  host: { role: 'status' },
})
export class OfflineNotice {
  protected readonly connection = inject(Connection);
}
