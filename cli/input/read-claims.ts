import { lstatSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { CLAIMS_FILE, parseClaims, type ReadClaims, type WrittenClaim } from "../../proof/claims/claims-file.ts";
import { intendedOf } from "../../proof/intent/read-intended.ts";
import { WrongUse } from "../output/streams.ts";

/** A declaration whose claims are read; undefined where it has problems, so that the names in claims cannot be looked up. */
export interface ClaimedDeclaration {
  readonly folder: string;
  readonly declaration: Declaration | undefined;
}

/** Reads the claims in a declaration's folder; none where it has no file of them. A broken link is an error. */
export function readClaims({ folder, declaration }: ClaimedDeclaration): ReadClaims {
  const file = path.join(folder, CLAIMS_FILE);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return { claims: [], problems: [] };
  const shown = path.relative(process.cwd(), file).split(path.sep).join("/");
  return parseClaims(
    shown,
    textOf(file, shown),
    declaration === undefined ? undefined : intendedOf(declaration, placeholders(declaration)),
  );
}

function textOf(file: string, shown: string): string {
  const refuse = (got: string) => new WrongUse(`${shown}: cannot be read, got ${got}; write a file of this name, or remove it`);
  // Reading a pipe would never end.
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO() === true) throw refuse("a pipe");
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw refuse(JSON.stringify(code));
  }
}

/** The same; throws where the claims have problems. */
export function soundClaims(declared: ClaimedDeclaration): readonly WrittenClaim[] {
  const { claims, problems } = readClaims(declared);
  if (problems.length > 0) throw new WrongUse(problems.map(problemLine).join("\n"));
  return claims;
}

/** An id for each account that has none yet, so that claims may name what is in it. */
const placeholders = ({ accounts }: Declaration): ReadonlyMap<string, string> =>
  new Map(accounts.map(({ name }, index) => [name, index.toString().padStart(12, "0")]));
