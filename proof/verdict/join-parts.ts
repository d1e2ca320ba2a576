import { classAgain } from "../classes/class-example.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { keyOutcomes } from "../classes/key-outcome.ts";
import type { Expectation } from "../intent/subject.ts";
import { usesOf } from "../intent/uses.ts";
import type { Chain } from "../sessions/chains.ts";
import { askedOf } from "./asked-of.ts";
import { compared, keyOf } from "./compare-class.ts";
import type { Finding } from "./finding.ts";
import { isAboutTaking } from "./follow-sessions.ts";
import type { ClassInPart, PartFinding, Proof, ProofPart, ProofTask } from "./proof.ts";
import { useText } from "./subject-text.ts";

/** The proof by its parts, the same however the accounts are divided among them. */
export function proofOf(task: ProofTask, parts: readonly ProofPart[]): Proof {
  const { subject, things, sessions } = task;
  const all = <T>(of: (part: ProofPart) => ReadonlySet<T>): ReadonlySet<T> => new Set(parts.flatMap((part) => [...of(part)]));
  const sum = (of: (part: ProofPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
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
    findings: findingsIn(task, parts),
    assumptions: [...new Set([...sessions.assumptions, ...all(({ assumptions }) => assumptions)])].sort(),
    now: subject.intended.now,
  };
}

function findingsIn(task: ProofTask, parts: readonly ProofPart[]): readonly Finding[] {
  const { intended } = task.subject;
  const inOrder = parts.flatMap(({ findings }) => findings).toSorted((a, b) => a.order - b.order);
  const rights = new Map(parts.flatMap((part) => [...part.rights]).toSorted(([, a], [, b]) => b.order - a.order));
  const joined: JoinedParts = { ...task, rights };
  // Those of a chain that rests on something unknown are one, whichever class it is found by first.
  const found: Finding[] = merged(
    merged(inOrder, ({ key }) => key),
    keyOf,
  ).map((each) => new FoundInPart(each, joined));
  const known = new Set(found.map(keyOf));
  const atKey = keyOutcomes(task.subject);
  for (const step of task.sessions.steps) {
    const finding = compared({ intended, atKey }, step);
    if (finding === undefined || known.has(keyOf(finding))) continue;
    known.add(keyOf(finding));
    const asked = askedOf(finding.example);
    found.push({ ...finding, asked, classes: 1, gives: rightGained({ ...finding, asked }, joined) });
  }
  return found;
}

/** One finding of each class, the first of them with the number of all. */
function merged(findings: readonly PartFinding[], keyOfEach: (finding: PartFinding) => string): PartFinding[] {
  const found = new Map<string, PartFinding>();
  for (const each of findings) {
    const known = found.get(keyOfEach(each));
    if (known === undefined) found.set(keyOfEach(each), { ...each });
    else known.classes += each.classes;
  }
  return [...found.values()];
}

/** What findings of parts are read with. */
interface JoinedParts extends ProofTask {
  readonly rights: ReadonlyMap<string, ClassInPart>;
}

/** One request for data by the role of a finding that a role is taken or passed on. */
function rightGained(finding: Pick<Finding, "kind" | "asked" | "doing" | "example">, joined: JoinedParts): DecidedClass | undefined {
  const right = isAboutTaking(finding) ? joined.rights.get(finding.example.resource.arn) : undefined;
  return right === undefined ? undefined : classIn(joined, right);
}

function classIn({ subject, things }: ProofTask, { order, example }: ClassInPart): DecidedClass {
  const resource = things[order]?.resource;
  if (resource === undefined) throw new Error(`class: is of no resource, got ${order.toString()}`);
  return classAgain({ ...subject, now: subject.intended.now }, resource, example);
}

/** A finding whose example is made when it is asked for, since most are only counted. */
class FoundInPart implements Finding {
  readonly #found: PartFinding;
  readonly #joined: JoinedParts;

  constructor(found: PartFinding, joined: JoinedParts) {
    this.#found = found;
    this.#joined = joined;
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
    return classIn(this.#joined, this.#found);
  }

  get asked(): Finding["asked"] {
    const asked = askedOf(this.example);
    const [first] = this.chain ?? [];
    return first === undefined ? asked : { ...asked, who: first.taker.who };
  }

  get chain(): Chain | undefined {
    return this.#found.chain === undefined ? undefined : this.#joined.sessions.chains[this.#found.chain];
  }

  get gives(): DecidedClass | undefined {
    return rightGained(this, this.#joined);
  }
}
