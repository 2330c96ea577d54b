declare module '*.woff2' {
  /** Where the page finds the font. */
  const address: string;
  export default address;
}
