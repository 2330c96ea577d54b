import { inject } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';

// Drawn for this page on a 24 × 24 grid, in strokes; nothing is fetched.
const STROKES: Readonly<Record<string, string>> = {
  account: '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-4 4.2-6 8-6s7 2 8 6"/>',
  add: '<path d="M12 5v14M5 12h14"/>',
  alert: '<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v5M12 17.6v.3"/>',
  audit:
    '<path d="M6.5 3.5h8L18.5 8v12a.8.8 0 0 1-.8.8H6.5a.8.8 0 0 1-.8-.8V4.3a.8.8 0 0 1 .8-.8z"/><path d="M9 11h6M9 14.2h6M9 17.4h3.5"/>',
  back: '<path d="M19 12H5M11 6l-6 6 6 6"/>',
  camera:
    '<path d="M4 7.5h3.5l1.5-2.5h6l1.5 2.5H20a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 18V9A1.5 1.5 0 0 1 4 7.5z"/><circle cx="12" cy="13" r="3.5"/>',
  check: '<path d="M4.5 12.5 10 18 20 6.5"/>',
  close: '<path d="M6 6l12 12M18 6 6 18"/>',
  contrast: '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor"/>',
  copy: '<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"/>',
  dashboard: '<path d="M4 20h16M6.5 20v-6M12 20V5M17.5 20v-9.5"/>',
  delete: '<path d="M4 6.5h16M9.5 6V4h5v2M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6"/>',
  doctor: '<circle cx="12" cy="7" r="3.5"/><path d="M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6M12 16.5v4M10 18.5h4"/>',
  download: '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
  eye: '<path d="M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
  'eye-off':
    '<path d="M9.5 5.8A9 9 0 0 1 12 5.5c3.8 0 7 2 9.5 6.5a16 16 0 0 1-2.7 3.6M6 7.4A15 15 0 0 0 2.5 12c2.5 4.5 5.7 6.5 9.5 6.5 1.6 0 3.1-.4 4.5-1.1M4 4l16 16"/>',
  edit: '<path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z"/><path d="m14 6.5 3.5 3.5"/>',
  flip: '<path d="M4 9.5A8.2 8.2 0 0 1 19.3 8M20 14.5A8.2 8.2 0 0 1 4.7 16"/><path d="M19.8 3.8V8h-4.2M4.2 20.2V16h4.2"/>',
  history: '<path d="M4 5v4.5h4.5"/><path d="M4.6 9.5A8.5 8.5 0 1 1 3.5 13"/><path d="M12 8v4.5l3 2"/>',
  image:
    '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="9" cy="10" r="1.7"/><path d="m4 18 5-4.5 3 2.5 4-4.5 4.5 5"/>',
  info: '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.3"/>',
  key: '<circle cx="8" cy="15" r="4.5"/><path d="m11.2 11.8 8.3-8.3M16 7l3 3"/>',
  language:
    '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.6 2.4 3.8 5.2 3.8 8.5s-1.2 6.1-3.8 8.5c-2.6-2.4-3.8-5.2-3.8-8.5s1.2-6.1 3.8-8.5z"/>',
  learn:
    '<path d="M12 6.5C10 5 7.5 4.5 3.5 4.5v13.5c4 0 6.5.5 8.5 2 2-1.5 4.5-2 8.5-2V4.5c-4 0-6.5.5-8.5 2zM12 6.5V20"/>',
  message: '<path d="M4 5h16v11.5h-9L6.5 20.5v-4H4z"/>',
  more: '<path d="M12 5.5v.01M12 12v.01M12 18.5v.01"/>',
  next: '<path d="M9 5.5 15.5 12 9 18.5"/>',
  offline: '<path d="M8.5 7.2A6 6 0 0 1 17.5 11 4.2 4.2 0 0 1 20 17.8M6.5 9.8A4.7 4.7 0 0 0 7 18.5h9.5M4 4l16 16"/>',
  people:
    '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.8-3.5 3.3-5 6.5-5s5.7 1.5 6.5 5"/><path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.9c2.2.6 3.5 2.1 4 4.6"/>',
  review:
    '<path d="M8 5H5.8a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h12.4a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1H16"/><path d="M9 3.5h6V7H9zM8.5 14l2.5 2.5 4.5-5"/>',
  scan: '<path d="M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16"/><circle cx="12" cy="12" r="3.5"/>',
  search: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
  'sign-out': '<path d="M10 4H5.5A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20H10M15 7.5l4.5 4.5-4.5 4.5M19.5 12H9"/>',
  undo: '<path d="M8.5 5 4 9.5 8.5 14"/><path d="M4 9.5h10a5.5 5.5 0 0 1 0 11H9"/>',
  upload: '<path d="M12 16V5M7 9.5l5-5 5 5M4.5 20h15"/>',
};

/** Make every icon known by its name, for `<mat-icon svgIcon="…">`. */
export function registerIcons(): void {
  const registry = inject(MatIconRegistry);
  const sanitizer = inject(DomSanitizer);
  for (const [name, strokes] of Object.entries(STROKES)) {
    const svg =
      '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" ' +
      `stroke-linecap="round" stroke-linejoin="round">${strokes}</svg>`;
    // Our own constant markup, never a word of anybody else's.
    registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(svg));
  }
}
