import { z } from "zod";

/** The answer of a whole run, in the words that are printed. */
export const VERDICTS = ["as declared", "not as declared", "undecided"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The steps of a run, in their order. */
export const PHASES = ["read", "plan", "rehearse", "policies", "decide"] as const;

const count = z.int().nonnegative();

/** What decisions are about; a proof over classes of requests counts other subjects than single requests do. */
const over = z.strictObject({
  grants: count.optional(),
  uses: count.optional(),
  tenantTables: count.optional(),
  principals: count.optional(),
  resources: count.optional(),
  networks: count.optional(),
  instants: count.optional(),
});
export type Subject = keyof z.infer<typeof over>;

const finding = z.strictObject({
  kind: z.enum(["failed stack", "refusal", "violation", "breach", "broken grant", "broken claim"]),
  /** The grant, stack or URN that it is about. */
  about: z.string(),
  what: z.string(),
  remedy: z.string(),
  /** How many requests it is about; the one that is named stands for all. Zero where no request was decided. */
  requests: count,
  /** The command that explains a wrong decision in full. */
  command: z.string().nullable(),
});
/** Something that is wrong, with what to do about it. */
export type WrongFinding = z.infer<typeof finding>;

const reason = z.strictObject({ about: z.string(), because: z.string() });
/** Something declared that was not decided, closed or not asked about, and why. */
export type Reason = z.infer<typeof reason>;

const place = { file: z.string(), line: count };

const attachment = z.strictObject({
  kind: z.enum(["root", "unit", "account", "elsewhere"]),
  /** The unit's path, the account's name, or an id that nothing declared has. */
  target: z.string(),
  policies: z.array(z.string()),
  /** Declared accounts that it binds. */
  accounts: z.array(z.string()),
  /** Whether it binds accounts that are not declared, too. */
  bindsUndeclared: z.boolean(),
  /** Those of them that the inventory names. */
  undeclaredAccounts: z.array(z.string()),
});
/** A root, unit or account with the service and resource control policies that are attached to it. */
export type Attachment = z.infer<typeof attachment>;

const step = z.strictObject({ account: z.string(), what: z.string(), about: z.array(z.string()) });
/** Something that no stack does, with the account in which it is done and the entries that need it. */
export type HandStep = z.infer<typeof step>;

const assumptions = z.strictObject({ kind: z.string(), text: z.string(), of: z.array(z.string()) });
/** Assumptions of one kind: in one sentence, and each in full. */
export type AssumptionGroup = z.infer<typeof assumptions>;

const end = z.strictObject({ about: z.string(), until: z.string(), daysLeft: z.int(), ...place });
/** A grant with its last day. */
export type GrantEnd = z.infer<typeof end>;

const decided = z.strictObject({
  count,
  of: z.enum(["requests", "classes of requests"]),
  /** What they are about; a subject that was not counted is left out. */
  over,
});

/** What decisions, or a proof, say of a declaration. */
export interface Judgement {
  readonly decided: z.infer<typeof decided>;
  /** Access that is possible and not declared. */
  readonly breaches: readonly WrongFinding[];
  /** Declared access that is denied. */
  readonly brokenGrants: readonly WrongFinding[];
  /** Claims that a request breaks. */
  readonly brokenClaims: readonly WrongFinding[];
  /** Which claims were decided, and how many of them hold, in one sentence. */
  readonly claims: string;
  readonly undecided: readonly Reason[];
  /** Ways in that this version leaves open in every organization, by the attack that uses them. */
  readonly knownBreaches: readonly Reason[];
  readonly assumptions: readonly string[];
}

/** Everything that `npm start` says, as `--json` prints it. */
export const startReport = z.strictObject({
  format: z.literal(1),
  verdict: z.enum(VERDICTS),
  organization: z.strictObject({
    name: z.string(),
    declaration: z.string(),
    asOf: z.string(),
    /** Whether the day is pinned because the declaration is the sample. */
    isPinned: z.boolean(),
  }),
  phases: z.array(z.strictObject({ phase: z.enum(PHASES), result: z.string() })),
  counts: z.strictObject({
    accounts: count,
    stacks: count,
    stacksRehearsed: count,
    resources: count,
    failures: count,
    violations: count,
    advisories: count,
    breaches: count,
    brokenGrants: count,
    brokenClaims: count,
    undecided: count,
  }),
  /** Null where a stack failed, so that nothing could be decided. */
  decided: decided.nullable(),
  findings: z.array(finding),
  undecided: z.array(reason),
  /** Which claims were decided and hold; null where a stack failed. */
  claims: z.string().nullable(),
  knownBreaches: z.array(reason),
  closed: z.array(z.strictObject({ about: z.string(), until: z.string(), ...place })),
  notAskedAbout: z.array(reason),
  warnings: z.array(z.strictObject({ file: z.string(), line: count, column: count, where: z.string(), message: z.string() })),
  advisories: z.array(z.strictObject({ rule: z.string(), about: z.string(), message: z.string() })),
  guardrails: z.strictObject({
    attachments: z.array(attachment),
    /** Declared accounts whose perimeter is not enforced, or that no policy binds, with the policies that bind them all the same. */
    partlyBoundAccounts: z.array(
      z.strictObject({ account: z.string(), policies: z.array(z.string()), perimeter: z.string(), because: z.string().nullable() }),
    ),
    /** Declared accounts whose own network and data denies lapse, or have lapsed, unless they are confirmed. */
    lapsingPerimeters: z.array(z.strictObject({ account: z.string(), at: z.string(), hasLapsed: z.boolean() })),
  }),
  byHand: z.array(step),
  assumptions: z.array(assumptions),
  ends: z.strictObject({ withinDays: count, soon: z.array(end), next: z.array(end) }),
  cost: z.strictObject({
    /** US dollars a month for the interface endpoints whose price is known. */
    usdPerMonth: z.number().nonnegative(),
    endpoints: count,
    endpointsWithoutPrice: count,
    comesOnTop: z.string(),
  }),
});
export type StartReport = z.infer<typeof startReport>;
