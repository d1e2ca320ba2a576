import { hash } from "node:crypto";

const BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED_CASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
// 2025-01-01T00:00:00Z. Made-up times lie in the year after it.
const FIRST_INSTANT = 1_735_689_600_000;
const YEAR_IN_MILLISECONDS = 31_536_000_000;

/**
 * Ids and times in place of those that AWS makes up. They are a hash of the parts that identify a resource, so the same parts always give
 * the same id. They have AWS's forms, so that patterns for real ids match them.
 */
export interface MadeUp {
  /** `count` hexadecimal digits, at most 64, as in `vpc-0123456789abcdef0`. */
  hex(count: number): string;
  /** `count` base-32 characters, at most 32, as in IAM's unique ids. */
  base32(count: number): string;
  /** `count` lower-case letters and digits, at most 32, as in `o-exampleorgid`. */
  alphanumeric(count: number): string;
  /** `count` letters, at most 32, as in the suffix of a secret's ARN. */
  letters(count: number): string;
  /** `count` digits, the first not zero, as in an account's id. */
  digits(count: number): string;
  /** A version 4 UUID, as in a key's id. */
  uuid(): string;
  /** A time, as in a stream's label. */
  instant(): Date;
}

/** Ids and times for the given parts. */
export function madeUp(...parts: readonly (string | number)[]): MadeUp {
  const bytes = hash("sha256", parts.join("\u0000"), "buffer");
  const hex = bytes.toString("hex");
  const from = (alphabet: string, count: number): string => {
    let text = "";
    for (let index = 0; index < count; index++) text += alphabet.charAt((bytes[index] ?? 0) % alphabet.length);
    return text;
  };
  return {
    hex: (count) => hex.slice(0, count),
    base32: (count) => from(BASE_32, count),
    alphanumeric: (count) => from(LETTERS_AND_DIGITS, count),
    letters: (count) => from(MIXED_CASE, count),
    digits: (count) => from("123456789", 1) + from(DIGITS, count).slice(1),
    uuid: () =>
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${"89ab".charAt((bytes[8] ?? 0) % 4)}${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    instant: () => new Date(FIRST_INSTANT + (bytes.readUIntBE(0, 6) % YEAR_IN_MILLISECONDS)),
  };
}
