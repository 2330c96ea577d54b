/** 128 bits at random; not `crypto.randomUUID`, which a page without https lacks. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
