import type { DecidedClass } from "../classes/decided-class.ts";
import { byCallsToKms } from "../classes/key-outcome.ts";
import type { PrincipalClass } from "../classes/principals.ts";
import type { Question } from "../classes/questions.ts";
import type { Readings } from "../engine/readings.ts";
import { doingOf } from "../intent/doings.ts";
import { askedOf } from "../verdict/asked-of.ts";
import { outcomeAtWorst, passingTheKey } from "../verdict/compare-class.ts";
import type { Finding } from "../verdict/finding.ts";
import { nameOf } from "../verdict/subject-text.ts";
import { decideOne } from "./asked-class.ts";
import type { ClaimVerdict, DecidedClaim } from "./claim.ts";
import type { ClaimSubject } from "./claim-subject.ts";
import type { ClaimEffect } from "./claimed-actions.ts";

/** A claim over classes of requests. */
export interface Claim extends Pick<DecidedClaim, "name" | "says" | "declaredAt"> {
  /** Whether every class of the questions is denied, or every one allowed. */
  readonly effect: ClaimEffect;
  /** Why, as findings say it. */
  readonly because: string;
  readonly questions: readonly Question[];
  /** Classes that it does not speak of, although they stand against it. @default none */
  readonly isExempt?: (decided: DecidedClass) => boolean;
}

/** What stands against a class, and the class as it shows it. */
interface Against {
  readonly verdict: Exclude<ClaimVerdict, "holds">;
  readonly example: DecidedClass;
  /** How AWS's pages have to be read for it, where otherwise than Palisade reads them. */
  readonly readings?: Partial<Readings>;
}

/** Decides a claim over what is deployed. */
export function decideClaim(subject: ClaimSubject, claim: Claim): DecidedClaim {
  const { name, says, declaredAt, effect, because, questions, isExempt = () => false } = claim;
  const found = new Map<Against["verdict"], Against & { classes: number }>();
  const note = (against: Against): void => {
    const known = found.get(against.verdict);
    if (known === undefined) found.set(against.verdict, { ...against, classes: 1 });
    else known.classes++;
  };
  let [asked, hasPrincipals] = [0, false];
  for (const question of questions) {
    const { principals, originsOf } = question;
    hasPrincipals ||= principals.length > 0;
    const shown = new Set<string>();
    const decideClasses = subject.deciding(question, (decided) => {
      if (effect === "always") for (const action of decided.actions) shown.add(action);
      const against = effect === "never" ? againstNever(subject, decided) : againstAlways(subject, decided);
      if (against !== undefined && !isExempt(against.example)) note(against);
    });
    for (const principal of principals) {
      shown.clear();
      const classes = decideClasses(principal, originsOf(principal));
      asked += classes;
      if (effect === "always" && classes > 0) for (const each of closedIn(subject, question, principal, shown)) note(each);
    }
  }
  const isOpen = found.has("not known") || (questions.length > 0 && !hasPrincipals);
  const verdict: ClaimVerdict = found.has("broken") ? "broken" : isOpen ? "not known" : "holds";
  const against = found.get(verdict === "broken" ? "broken" : "not known");
  const finding = against === undefined ? undefined : claimFinding({ effect, because, declaredAt, ...against });
  return { name, says, declaredAt, asked, verdict, finding, statements: [] };
}

function againstNever({ atKey }: ClaimSubject, decided: DecidedClass): Against | undefined {
  const { outcome, alternatives } = outcomeAtWorst(decided, { effect: "denied" });
  for (const { readings: read, outcome: each } of [{ readings: {}, outcome }, ...alternatives]) {
    if (each !== "allowed") continue;
    const { actions, readings } = passingTheKey(atKey, decided, read);
    if (actions.length > 0) return { verdict: "broken", example: decided.narrowedTo(actions), readings };
  }
  return outcome === "unknown" ? { verdict: "not known", example: decided } : undefined;
}

function againstAlways({ atKey }: ClaimSubject, decided: DecidedClass): Against | undefined {
  const { outcome, alternatives } = decided;
  if (outcome === "unknown") return { verdict: "not known", example: decided };
  if (outcome !== "allowed") return { verdict: "broken", example: decided };
  const [other] = alternatives;
  if (other !== undefined) return { verdict: "broken", example: decided, readings: other.readings };
  for (const example of byCallsToKms(decided)) {
    const key = atKey(example, {});
    if (key.isDenied) return { verdict: "broken", example };
    if (key.unknowns.length > 0) return { verdict: "not known", example };
  }
  return undefined;
}

/** Actions of a question that nothing can allow, of which no class is shown. */
function closedIn(
  subject: ClaimSubject,
  { resource, actions, originsOf }: Question,
  principal: PrincipalClass,
  shown: ReadonlySet<string>,
): Against[] {
  const [origin] = originsOf(principal);
  if (origin === undefined) return [];
  return actions.all
    .filter(({ name }) => !shown.has(name))
    .flatMap(({ name: action }): Against[] => {
      const example = decideOne(subject, { principal, resource, origin, action, at: subject.intended.now, carried: {} });
      return example === undefined ? [] : [{ verdict: "broken", example }];
    });
}

const KINDS: Readonly<Record<ClaimEffect, Finding["kind"]>> = { never: "breach", always: "broken" };

/** What a claim found as findings of the proof are told. */
export function claimFinding({
  effect,
  because,
  declaredAt,
  verdict,
  example,
  readings = {},
  classes,
}: Pick<Claim, "effect" | "because" | "declaredAt"> & {
  readonly verdict: ClaimVerdict;
  readonly example: DecidedClass;
  readonly readings?: Partial<Readings>;
  readonly classes: number;
}): Finding {
  const asked = askedOf(example);
  const doing = doingOf(asked.action);
  return {
    kind: verdict === "not known" ? "unknown" : KINDS[effect],
    about: `${asked.who.kind} ${doing ?? asked.action} ${nameOf(asked.what)}: ${because}`,
    doing,
    expectation: {
      effect: effect === "never" ? "denied" : "allowed",
      because,
      ...(declaredAt === undefined ? {} : { declaredAt }),
    },
    readings: Object.keys(readings).length === 0 ? undefined : readings,
    example,
    asked,
    classes,
  };
}
