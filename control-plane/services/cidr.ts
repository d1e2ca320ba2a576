/** A block of IPv4 addresses: its first address as a number, and the length of its prefix. */
export interface CidrBlock {
  readonly first: number;
  readonly prefix: number;
}

/** Parses a block such as `10.20.0.0/16`. Undefined if the text is no block, or if the address is not the block's first. */
export function parseCidr(text: string): CidrBlock | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (found === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = found.slice(1).map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % sizeOf({ first, prefix }) === 0 ? { first, prefix } : undefined;
}

/** Writes a block as AWS does. */
export function formatCidr({ first, prefix }: CidrBlock): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix}`;
}

/** The number of addresses in a block. */
export function sizeOf({ prefix }: CidrBlock): number {
  return 2 ** (32 - prefix);
}

/** Whether a block lies within another. */
export function isWithin(inner: CidrBlock, outer: CidrBlock): boolean {
  return inner.first >= outer.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer);
}

/** Whether two blocks share an address. */
export function overlap(one: CidrBlock, other: CidrBlock): boolean {
  return one.first < other.first + sizeOf(other) && other.first < one.first + sizeOf(one);
}
