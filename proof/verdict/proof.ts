import { type ClassExample, classAgain } from "../classes/class-example.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import type { AskedThing, QuestionSubject } from "../classes/questions.ts";
import type { Expectation } from "../intent/subject.ts";
import { type IntendedUse, usesOf } from "../intent/uses.ts";
import { askedOf } from "./asked-of.ts";
import type { Finding } from "./finding.ts";
import { nameOf, whoText } from "./subject-text.ts";

/** What the proof enumerated and found. */
export interface Proof {
  /** Classes of requests that were decided, those among them that nothing can allow, and what they are about. */
  readonly classes: number;
  /** How often the engine decided: requests that no statement tells apart are decided once. */
  readonly decisions: number;
  readonly principals: number;
  readonly resources: number;
  readonly networks: number;
  readonly instants: number;
  /** Actions that grants promise, and those of them that every class of requests is denied. */
  readonly uses: number;
  readonly unmet: readonly IntendedUse[];
  /** Those that no class shows because the consumer's cluster may not be there yet. */
  readonly waiting: readonly IntendedUse[];
  readonly findings: readonly Finding[];
  readonly assumptions: readonly string[];
  /** The instant that it is proven as of. */
  readonly now: Date;
}

/** A finding of a part: plain data, which goes from one thread to another. */
export interface PartFinding extends Pick<Finding, "kind" | "about" | "doing" | "expectation" | "readings"> {
  readonly expectation: Expectation;
  readonly example: ClassExample;
  /** The number of its resource among all. */
  readonly order: number;
  classes: number;
}

/** What was found about the resources of some accounts, as plain data. */
export interface ProofPart {
  classes: number;
  /** What was decided for all requests that are alike, and how many others were decided. */
  readonly decisions: Set<string>;
  singleDecisions: number;
  readonly principals: Set<string>;
  readonly networks: Set<string>;
  readonly instants: Set<number>;
  readonly assumptions: Set<string>;
  /** The uses that are allowed, or that may be. */
  readonly shown: Set<string>;
  readonly findings: readonly PartFinding[];
}

/** A part of which nothing is asked yet. */
export const emptyPart = (): ProofPart => ({
  classes: 0,
  decisions: new Set(),
  singleDecisions: 0,
  principals: new Set(),
  networks: new Set(),
  instants: new Set(),
  assumptions: new Set(),
  shown: new Set(),
  findings: [],
});

/** One use as a text. */
export const useText = ({ who, action, what }: Pick<IntendedUse, "who" | "action" | "what">): string =>
  `${whoText(who)} ${action.toLowerCase()} ${nameOf(what)}`;

/** The proof by its parts, the same however the accounts are divided among them. */
export function proofOf(subject: QuestionSubject, things: readonly AskedThing[], parts: readonly ProofPart[]): Proof {
  const all = <T>(of: (part: ProofPart) => ReadonlySet<T>): ReadonlySet<T> => new Set(parts.flatMap((part) => [...of(part)]));
  const sum = (of: (part: ProofPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const merged = new Map<string, PartFinding>();
  for (const each of parts.flatMap(({ findings }) => findings).toSorted((a, b) => a.order - b.order)) {
    const key = `${each.kind} ${each.about}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { ...each });
    else known.classes += each.classes;
  }
  const uses = usesOf(subject.intended);
  const shown = all((part) => part.shown);
  const notShown = uses.filter((use) => !shown.has(useText(use)));
  return {
    unmet: notShown.filter(({ mayWait }) => !mayWait),
    waiting: notShown.filter(({ mayWait }) => mayWait),
    uses: uses.length,
    classes: sum(({ classes }) => classes),
    decisions: all(({ decisions }) => decisions).size + sum(({ singleDecisions }) => singleDecisions),
    principals: all(({ principals }) => principals).size,
    resources: things.filter(({ origin }) => origin === undefined).length,
    networks: all(({ networks }) => networks).size,
    instants: all(({ instants }) => instants).size,
    findings: [...merged.values()].map((each) => new FoundInPart(each, subject, things[each.order]?.resource)),
    assumptions: [...all(({ assumptions }) => assumptions)].sort(),
    now: subject.intended.now,
  };
}

type Resource = DecidedClass["resource"];

/** A finding whose example is made when it is asked for, since most are only counted. */
class FoundInPart implements Finding {
  readonly #found: PartFinding;
  readonly #subject: QuestionSubject;
  readonly #resource: Resource | undefined;

  constructor(found: PartFinding, subject: QuestionSubject, resource: Resource | undefined) {
    this.#found = found;
    this.#subject = subject;
    this.#resource = resource;
  }

  get kind(): Finding["kind"] {
    return this.#found.kind;
  }

  get about(): string {
    return this.#found.about;
  }

  get doing(): Finding["doing"] {
    return this.#found.doing;
  }

  get expectation(): Expectation {
    return this.#found.expectation;
  }

  get readings(): Finding["readings"] {
    return this.#found.readings;
  }

  get classes(): number {
    return this.#found.classes;
  }

  get example(): DecidedClass {
    if (this.#resource === undefined) throw new Error(`finding: is about no resource, got ${this.about}`);
    return classAgain({ ...this.#subject, now: this.#subject.intended.now }, this.#resource, this.#found.example);
  }

  get asked(): Finding["asked"] {
    return askedOf(this.example);
  }
}
