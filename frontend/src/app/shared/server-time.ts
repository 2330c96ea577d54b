import { Pipe, PipeTransform } from '@angular/core';

/** The server's “2026-11-22 10:44:03” is UTC without saying so; ISO times with a zone pass as they are. */
@Pipe({ name: 'serverTime' })
export class ServerTime implements PipeTransform {
  transform(time: string): Date {
    const iso = time.replace(' ', 'T');
    return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
  }
}
