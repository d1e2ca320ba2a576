import { z } from "zod";
import { described, fields, listOf, text } from "./grammar.ts";
import { reason } from "./scalars.ts";
import { KEY_VERBS, SECRET_VERBS, TABLE_VERBS } from "./vocabulary.ts";

/** Everything that may be done. */
export const ANYTHING = "anything";

/** Rights that a claim may name: those of grants. */
export const CLAIMED_RIGHTS: readonly string[] = [...new Set([...TABLE_VERBS, ...KEY_VERBS, ...SECRET_VERBS])];

const one = (pattern: RegExp, is: string, like: string) => text(pattern, is, like);

/** One item, or a list of them. */
const oneOrMore = <T extends z.ZodType>(item: T, is: string, like: string) =>
  described(z.union([item, z.array(item).min(1)]), `${is}, or a list of them`, like);

const NAME = /^\S(?:.*\S)?$/;

const principals = oneOrMore(
  one(NAME, "principals by name", "analytics-prod/*"),
  "principals by name: an account, <account>/<workload>, external/<party>, deploy@<account>, anyone, anyone outside",
  "analytics-prod/*",
);
const actions = oneOrMore(
  // Editors offer the words; a name that is neither a word nor an action is refused where names are looked up.
  z.union([z.enum([ANYTHING, ...CLAIMED_RIGHTS]), one(NAME, "a right or an action", "dynamodb:GetItem")]),
  `anything, a right (${CLAIMED_RIGHTS.join(", ")}) or an action like dynamodb:GetItem`,
  "[read, scan]",
);
const resources = oneOrMore(
  one(NAME, "resources by name", "orders-prod/orders"),
  "resources by name: <account>/<name>, <account>/tables/<name>, an account, a role, anything, anything sensitive",
  "orders-prod/orders",
);
const networks = oneOrMore(
  one(NAME, "networks by name", "orders-prod/main"),
  "networks: <account>/<network>, external/<party>, internet, anywhere",
  "orders-prod/main",
);

const claim = fields(
  {
    who: principals,
    except: principals.optional(),
    can: actions,
    what: resources,
    from: networks.optional(),
    exceptFrom: networks.optional(),
    because: reason,
  },
  "a claim",
  "{ who: analytics-prod/*, can: [read, scan], what: orders-prod/orders, from: internet, because: reports run inside }",
);

const claims = listOf(
  claim,
  "a list of claims",
  "[{ who: anyone outside, can: anything, what: orders-prod/orders, because: orders stay inside }]",
);

/** The claims that a user makes of the whole organization. */
export const claimsFile = fields({ never: claims.optional(), always: claims.optional() }, "a file of claims", "{ never: […] }");

/** Claims of the right shape, their names not looked up yet. */
export type ClaimsFile = z.infer<typeof claimsFile>;
