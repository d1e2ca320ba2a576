import { createHash } from "node:crypto";

/** What a grant's hash leaves out: itself, what follows from the day, and where the grant is declared. */
const NOT_HASHED: ReadonlySet<string> = new Set(["hash", "state", "file", "line"]);

/** The hash of a grant: it changes with everything that the grant gives. */
export const hashOfGrant = (grant: object): string =>
  hashOf(Object.fromEntries(Object.entries(grant).filter(([name]) => !NOT_HASHED.has(name))));

/** The hash of all that a declaration says of grants. Whether grants are over follows from the day, and changes nothing. */
export const hashOfAll = ({ accounts, resources, grants, takers }: Hashed): string =>
  hashOf({ accounts, resources, grants: grants.map(({ hash }) => hash), takers });

/** What the hash of all is made of. */
interface Hashed {
  readonly accounts: unknown;
  readonly resources: unknown;
  readonly grants: readonly { readonly hash: string }[];
  readonly takers: unknown;
}

/** Half of a SHA-256, which is enough to tell versions of a declaration apart. The order of properties does not count. */
const hashOf = (content: unknown): string => createHash("sha256").update(JSON.stringify(content, inOrder)).digest("hex").slice(0, 32);

const inOrder = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
