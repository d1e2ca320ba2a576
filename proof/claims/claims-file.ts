import { findingText, type Position, type Problem } from "../../model/problem.ts";
import { explainIssues } from "../../model/reading/explain-issue.ts";
import { type Path, pathText, readSource, type Source } from "../../model/reading/source.ts";
import { type ClaimsFile, claimsFile } from "../../model/schema/claims.ts";
import type { Intended } from "../intent/intended.ts";
import { type ClaimNames, claimNames } from "./claim-names.ts";
import type { ClaimEffect } from "./claimed-actions.ts";

/** The name of the claims in a declaration's folder. */
export const CLAIMS_FILE = "claims.yaml";

/** A claim as claims.yaml has it, every list written out. */
export interface WrittenClaim {
  readonly effect: ClaimEffect;
  /** Its place in the file, as in `never[0]`. */
  readonly name: string;
  readonly position: Position;
  readonly who: readonly string[];
  readonly except: readonly string[];
  readonly can: readonly string[];
  readonly what: readonly string[];
  readonly from: readonly string[];
  readonly exceptFrom: readonly string[];
  readonly because: string;
}

/** The claims of a file, or what is wrong with them. */
export interface ReadClaims {
  readonly claims: readonly WrittenClaim[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a file of claims: its shape, and whether each name in it names something.
 * @param intended whose names claims may use; undefined where the declaration cannot be read, so that names cannot be looked up
 */
export function parseClaims(name: string, text: string, intended: Intended | undefined): ReadClaims {
  const source = readSource(name, text);
  if (source.problems.length > 0) return { claims: [], problems: source.problems };
  const whole = source.value ?? {};
  const parsed = claimsFile.safeParse(whole);
  if (!parsed.success) {
    const problems = explainIssues(claimsFile, whole, parsed.error.issues, (path) => source.written(path)).map(
      ({ path, at, ...finding }) => ({
        ...(at === "name" ? source.position(path) : source.valuePosition(path)),
        where: pathText(path),
        message: findingText(finding),
      }),
    );
    return { claims: [], problems };
  }
  const problems = intended === undefined ? [] : wrongNames(parsed.data, source, claimNames(intended));
  return { claims: problems.length === 0 ? claimsIn(parsed.data, source) : [], problems };
}

const EFFECTS: readonly ClaimEffect[] = ["never", "always"];

const listed = (written: string | readonly string[] | undefined, otherwise: readonly string[] = []): readonly string[] =>
  written === undefined ? otherwise : typeof written === "string" ? [written] : written;

const claimsIn = (file: ClaimsFile, source: Source): WrittenClaim[] =>
  EFFECTS.flatMap((effect) =>
    (file[effect] ?? []).map(({ who, except, can, what, from, exceptFrom, because }, index) => ({
      effect,
      name: pathText([effect, index]),
      position: source.position([effect, index]),
      who: listed(who),
      except: listed(except),
      can: listed(can),
      what: listed(what),
      from: listed(from, ["anywhere"]),
      exceptFrom: listed(exceptFrom),
      because,
    })),
  );

const FIELDS = [
  ["who", "who"],
  ["except", "who"],
  ["can", "can"],
  ["what", "what"],
  ["from", "from"],
  ["exceptFrom", "from"],
] as const;

/** Names that stand for nothing, each at its place. */
function wrongNames(file: ClaimsFile, source: Source, names: ClaimNames): Problem[] {
  return EFFECTS.flatMap((effect) =>
    (file[effect] ?? []).flatMap((claim, index) =>
      FIELDS.flatMap(([field, kind]) => {
        const written = claim[field];
        return listed(written).flatMap((each, place): Problem[] => {
          const path: Path = [effect, index, field, ...(typeof written === "string" ? [] : [place])];
          const message = names[kind](each);
          return message === undefined ? [] : [{ ...source.valuePosition(path), where: pathText(path), message }];
        });
      }),
    ),
  );
}
