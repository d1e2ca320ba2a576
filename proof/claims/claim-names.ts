import { findingText } from "../../model/problem.ts";
import { ANYTHING, CLAIMED_RIGHTS } from "../../model/schema/claims.ts";
import { meantName } from "../explanation/meant-name.ts";
import { CLASSIFIED_ACTIONS } from "../intent/doings.ts";
import type { Intended } from "../intent/intended.ts";
import { fits, fitsAction } from "./patterns.ts";
import { declaredResourceNames, WHAT_WORDS } from "./what-names.ts";
import { declaredNetworkNames, WHERE_WORDS } from "./where-names.ts";
import { declaredPrincipals, WHO_WORDS, whoNames } from "./who-names.ts";

/** What is wrong with a name of a claim, and what to do; undefined where it names something. */
type Check = (name: string) => string | undefined;

/** Looks the names of claims up, by the field that they stand in. */
export interface ClaimNames {
  readonly who: Check;
  readonly can: Check;
  readonly what: Check;
  readonly from: Check;
}

const WHO_REMEDY =
  'write an account, "<account>/<workload>", "<owner>/access/<account>/<workload>", "external/<party>", "deploy@<account>", "break-glass@<account>", "administrators@<account>", "root@<account>", "anyone", "anyone outside" or "anyone inside", with * for any part';
const WHAT_REMEDY =
  'write "<account>/<name>", "<account>/tables/<name>", "/index/<index>", "/stream" or "/key" behind it, "<account>/secrets/<name>", "<account>/keys/<name>", an account, a role, "anything" or "anything sensitive", with * for any part';
const FROM_REMEDY = 'write "<account>/<network>", "external/<party>", "internet" or "anywhere", with * for any part of a name';
const CAN_REMEDY = `write ${ANYTHING}, one of ${CLAIMED_RIGHTS.join(", ")}, or an action like dynamodb:GetItem, with * for any part`;

/** Knows the names that claims about an organization may use. */
export function claimNames(intended: Intended): ClaimNames {
  const accounts = [...intended.accounts.keys()];
  const principals = declaredPrincipals(intended).flatMap(whoNames);
  const resources = declaredResourceNames(intended);
  const networks = declaredNetworkNames(intended);
  return {
    who: looking([...WHO_WORDS.keys(), ...accounts, "management", ...principals], "names no principal", WHO_REMEDY),
    what: looking([...WHAT_WORDS, ...accounts, ...resources], "names no resource", WHAT_REMEDY),
    from: looking([...WHERE_WORDS, ...networks], "names no network", FROM_REMEDY),
    can: (name) => {
      if (CAN_WORDS.includes(name)) return undefined;
      const [service = "", action] = name.split(":");
      const isOfOther = action !== undefined && OTHER_SERVICES.has(service);
      if (isOfOther || (action !== undefined && CLASSIFIED_ACTIONS.some((each) => fitsAction(name, each)))) return undefined;
      return problemOf("names no action", name, meantName(name, action === undefined ? CAN_WORDS : CLASSIFIED_ACTIONS), CAN_REMEDY);
    },
  };
}

const CAN_WORDS = [ANYTHING, ...CLAIMED_RIGHTS];

/** Services that hold no data, some of whose actions are asked about. */
const OTHER_SERVICES: ReadonlySet<string> = new Set(["ec2", "events", "iam", "organizations"]);

function looking(names: readonly string[], what: string, remedy: string): Check {
  const known = new Set(names);
  const found = new Map<string, string | undefined>();
  return (name) => {
    if (known.has(name)) return undefined;
    if (!found.has(name)) {
      const isNamed = name.includes("*") && names.some((each) => fits(name, each));
      found.set(name, isNamed ? undefined : problemOf(what, name, meantPattern(name, known), remedy));
    }
    return found.get(name);
  };
}

const problemOf = (what: string, got: string, meant: string | undefined, remedy: string): string =>
  findingText({ what, got, remedy: meant === undefined ? remedy : `did you mean ${JSON.stringify(meant)}?` });

/** The name that is meant; of a pattern, the pattern with its misspelt part corrected. */
function meantPattern(name: string, names: ReadonlySet<string>): string | undefined {
  if (!name.includes("*")) return meantName(name, names);
  const depth = name.split("/").length;
  const patterns = new Set(
    [...names].flatMap((each) => {
      const parts = each.split("/");
      return parts.length === depth ? [parts.map((part, place) => (name.split("/")[place] === "*" ? "*" : part)).join("/")] : [];
    }),
  );
  return meantName(name, patterns);
}
